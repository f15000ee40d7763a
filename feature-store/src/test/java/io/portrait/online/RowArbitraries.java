package io.portrait.online;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Values;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import io.portrait.profile.RowVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Versions, schemas and rows of every kind, extremes included. */
final class RowArbitraries {

  private RowArbitraries() {}

  /** A schema and a row of it. */
  record Sample(ProfileSchema schema, ProfileRow row) {}

  static Arbitrary<RowVersion> versions() {
    Arbitrary<Long> generations = Arbitraries.longs().between(0, 0xFFFF_FFFFL);
    Arbitrary<Long> events = Arbitraries.longs().between(0, Long.MAX_VALUE);
    Arbitrary<Long> times = Arbitraries.longs();
    return Combinators.combine(
            Arbitraries.oneOf(generations, Arbitraries.of(0L, 1L, 0x7FFF_FFFFL, 0x8000_0000L)),
            Arbitraries.oneOf(events, Arbitraries.of(0L, 1L, 255L, 256L)),
            Arbitraries.oneOf(times, Arbitraries.of(-1L, 0L, 1L, 255L, -256L)))
        .as(RowVersion::new);
  }

  static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .ofMaxLength(300)
        .filter(text -> text.chars().noneMatch(unit -> Character.isSurrogate((char) unit)));
  }

  static Arbitrary<Sample> samples() {
    Arbitrary<List<ColumnType>> types =
        Arbitraries.of(ColumnType.class)
            .filter(type -> type != ColumnType.LONG_MAP)
            .list()
            .ofMaxSize(40);
    return Combinators.combine(types, versions(), texts(), Arbitraries.longs())
        .as(RowArbitraries::sample);
  }

  private static Sample sample(List<ColumnType> types, RowVersion version, String text, long seed) {
    Random random = new Random(seed);
    List<Column> columns = new ArrayList<>();
    Values values = new Values(types.size());
    for (int slot = 0; slot < types.size(); slot++) {
      columns.add(new Column("column_" + slot, types.get(slot), slot % 2 == 0 ? "events" : ""));
      if (random.nextInt(4) != 0) {
        fill(values, slot, types.get(slot), text, random);
      }
    }
    float[] embedding = random.nextBoolean() ? new float[random.nextInt(400)] : null;
    for (int i = 0; embedding != null && i < embedding.length; i++) {
      embedding[i] = random.nextFloat() * 2 - 1;
    }
    ProfileRow row =
        new ProfileRow(
            "user",
            version,
            values,
            random.nextBoolean() ? random.nextLong() : null,
            random.nextBoolean() ? random.nextDouble() : Double.NaN,
            random.nextBoolean() ? List.of(text, "b") : List.of(),
            random.nextBoolean() ? List.of("loyal", text) : List.of(),
            random.nextLong(),
            text,
            random.nextBoolean() ? Map.of("churn", random.nextLong()) : Map.of(),
            ProfileRow.COMPLETE,
            random.nextBoolean() ? Map.of(text, random.nextLong()) : Map.of(),
            embedding);
    return new Sample(new ProfileSchema(columns), row);
  }

  private static void fill(Values values, int slot, ColumnType type, String text, Random random) {
    switch (type) {
      case LONG, TIMESTAMP -> values.set(slot, (double) (random.nextLong() >> random.nextInt(64)));
      case DOUBLE ->
          values.set(
              slot,
              switch (random.nextInt(4)) {
                case 0 -> (double) random.nextInt(100);
                case 1 -> -0.0;
                case 2 -> Double.longBitsToDouble(random.nextLong()); // NaN and infinite are null
                default -> random.nextGaussian() * 1e6;
              });
      case STRING -> values.set(slot, text);
      case STRING_LIST -> values.set(slot, random.nextBoolean() ? List.of(text) : List.of());
      case LONG_MAP -> throw new AssertionError(type);
    }
  }
}
