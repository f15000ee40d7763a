package io.portrait.benchmark.reader;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Values;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import io.portrait.profile.RowVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Rows as a shop has them: of twenty columns eleven are counts, seven amounts, one a text and one a
 * list of three texts.
 */
final class MadeUpRows {

  static final int DIMENSIONS = 384;

  private static final String[] CATEGORIES = {
    "shoes", "jackets", "tents", "backpacks", "lamps", "stoves", "maps", "socks"
  };

  private final ProfileSchema schema;
  private final boolean embedding;

  MadeUpRows(int columns, boolean embedding) {
    List<Column> computed = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      computed.add(new Column("column_" + column, type(column), ""));
    }
    schema = new ProfileSchema(computed);
    this.embedding = embedding;
  }

  private static ColumnType type(int column) {
    int place = column % 20;
    if (place < 11) {
      return ColumnType.LONG;
    }
    return place < 18
        ? ColumnType.DOUBLE
        : place == 18 ? ColumnType.STRING : ColumnType.STRING_LIST;
  }

  ProfileSchema schema() {
    return schema;
  }

  /** A user's row, always the same. */
  ProfileRow of(int user) {
    Random random = new Random(user);
    Values values = new Values(schema.computed().size());
    for (int slot = 0; slot < schema.computed().size(); slot++) {
      switch (schema.computed().get(slot).type()) {
        case LONG -> values.set(slot, (double) random.nextInt(200));
        case DOUBLE -> values.set(slot, random.nextInt(100_000) / 100.0 / (1 + random.nextInt(9)));
        case STRING -> values.set(slot, category(random));
        default -> values.set(slot, List.of(category(random), category(random), category(random)));
      }
    }
    float[] vector = embedding ? new float[DIMENSIONS] : null;
    for (int i = 0; vector != null && i < DIMENSIONS; i++) {
      vector[i] = (float) random.nextGaussian() / 20;
    }
    return new ProfileRow(
        userId(user),
        new RowVersion(0, 1 + random.nextInt(5_000), 1_795_774_530_123L),
        values,
        (long) random.nextInt(8),
        random.nextDouble(),
        List.of("days_since_purchase +0.12", "views_7d -0.05"),
        List.of("loyal"),
        1_795_774_531_000L,
        "0123456789abcdef",
        Map.of("segments", 412L, "churn", 399L),
        ProfileRow.COMPLETE,
        Map.of(),
        vector);
  }

  private static String category(Random random) {
    return CATEGORIES[random.nextInt(CATEGORIES.length)];
  }

  static String userId(int user) {
    return "user-" + (1_000_000 + user);
  }

  /**
   * How large the values of a row are by themselves: eight bytes a number, the texts' UTF-8, four
   * bytes a coordinate; of every column, the twelve that every row has too.
   */
  static long bareBytes(ProfileRow row, ProfileSchema schema) {
    long bytes = 8L * 7 + 16 + row.status().length(); // six numbers, the segment; hash; status
    for (int slot = 0; slot < schema.computed().size(); slot++) {
      bytes +=
          switch (schema.computed().get(slot).type()) {
            case STRING -> length(String.valueOf(row.values().text(slot)));
            case STRING_LIST -> lengths(row.values().texts(slot));
            default -> Double.BYTES;
          };
    }
    bytes += lengths(row.churnReasons()) + lengths(row.tags());
    bytes += lengths(row.models().keySet()) + 8L * row.models().size();
    float[] vector = row.embedding();
    return bytes + (vector == null ? 0 : 4L * vector.length);
  }

  private static long lengths(@Nullable Iterable<String> texts) {
    long bytes = 0;
    if (texts != null) {
      for (String text : texts) {
        bytes += length(text);
      }
    }
    return bytes;
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
