package io.portrait.benchmark;

import com.google.common.collect.Lists;
import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.DerivedColumns;
import io.portrait.definition.Online.Encoding;
import io.portrait.definition.Values;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.online.RowEncoder;
import io.portrait.online.RowWrite;
import io.portrait.profile.ProfileSchema;
import io.portrait.profile.RowMaker;
import io.portrait.profile.RowVersion;
import io.portrait.profile.Scores;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Profiles of a made-up shop in a Redis, each like one of the {@link SampledUsers}. */
public final class Profiles {

  private static final int BATCH = 1_000;
  private static final long AS_OF = 1_795_774_530_123L;

  /** Golden ratio of 64 bits: users that follow each other lie far apart. */
  private static final long SCATTER = 0x9E37_79B9_7F4A_7C15L;

  private final Definitions definitions;

  private Profiles(Definitions definitions) {
    this.definitions = definitions;
  }

  /** Writes so many. */
  public static Profiles write(RedisAddress redis, int users) throws IOException {
    Definitions definitions = Definitions.ofShop().without("embedding");
    Definition definition = definitions.definition();
    ProfileSchema schema = ProfileSchema.of(definition);
    RowMaker maker = new RowMaker(definition);
    DerivedColumns derived = new DerivedColumns(definition);
    RowEncoder encoder =
        new RowEncoder(
            definition.project(), schema, Encoding.PACKED, Duration.ofDays(1).toMillis());
    List<Values> sample = SampledUsers.of(definition).values();
    sample.forEach(derived::fill);
    try (OnlineStore store = OnlineStore.connect(redis, definition.project())) {
      store.putSchema(schema);
      for (List<Integer> batch :
          Lists.partition(IntStream.range(0, users).boxed().toList(), BATCH)) {
        List<RowWrite> rows = new ArrayList<>();
        for (int user : batch) {
          rows.add(
              encoder.write(
                  maker.row(
                      idOf(user),
                      new RowVersion(0, 30, AS_OF),
                      sample.get(user % sample.size()),
                      Scores.NONE,
                      Map.of(),
                      AS_OF)));
        }
        store.write(rows);
      }
    }
    return new Profiles(definitions);
  }

  /** Whose profile a request asks for, by its number: each user as often as the others. */
  public static String userOf(long request, int users) {
    return idOf((int) Long.remainderUnsigned(request * SCATTER, users));
  }

  /** What they were computed by. */
  public Definition definition() {
    return definitions.definition();
  }

  /** The text of the definition file. */
  public String text() {
    return definitions.text();
  }

  /** The first so many columns, those that every profile has after those of the file. */
  public List<String> columns(int count) {
    return ProfileSchema.of(definition()).columns().stream()
        .map(Column::name)
        .limit(count)
        .toList();
  }

  private static String idOf(int user) {
    return "user-" + user;
  }
}
