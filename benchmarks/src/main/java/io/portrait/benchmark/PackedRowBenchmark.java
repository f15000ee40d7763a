package io.portrait.benchmark;

import io.portrait.definition.Definition;
import io.portrait.definition.DerivedColumns;
import io.portrait.online.PackedRow;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import io.portrait.profile.RowMaker;
import io.portrait.profile.RowVersion;
import io.portrait.profile.Scores;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A shopper's row, by the definitions of a shop. */
@State(Scope.Thread)
public class PackedRowBenchmark {

  private final Definition shop = Definitions.ofShop().definition();
  private final DerivedColumns derived = new DerivedColumns(shop);
  private final RowMaker maker = new RowMaker(shop);
  private final ProfileRow row =
      maker.row(
          "u-42",
          new RowVersion(0, 60, Shopper.WATERMARK),
          Shopper.values(),
          Scores.NONE,
          Map.of(),
          0);
  private final PackedRow packed = new PackedRow(ProfileSchema.of(shop));

  /** To the bytes that go to Redis. */
  @Benchmark
  public byte[] encode() {
    return packed.encode(row);
  }

  /** Derived columns and tags of the row: two expressions, six conditions. */
  @Benchmark
  public ProfileRow make() {
    derived.fill(row.values());
    return maker.row(row.userId(), row.version(), row.values(), Scores.NONE, Map.of(), 0);
  }
}
