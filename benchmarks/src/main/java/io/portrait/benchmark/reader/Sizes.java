package io.portrait.benchmark.reader;

import io.portrait.benchmark.MarkdownTable;
import io.portrait.definition.Online.Encoding;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Bytes in Redis per profile, packed and as a hash, beside the bare size of the values. */
final class Sizes {

  private static final int USERS = 5_000;

  private Sizes() {}

  static String measure(FilledRedis redis) {
    MarkdownTable table =
        new MarkdownTable(
            List.of("columns", "embedding", "bare values", "packed", "of bare", "hash", "of bare"));
    for (int columns : new int[] {20, 40, 80}) {
      for (boolean embedding : new boolean[] {false, true}) {
        MadeUpRows rows = new MadeUpRows(columns, embedding);
        double bare =
            IntStream.range(0, USERS)
                .mapToLong(user -> MadeUpRows.bareBytes(rows.of(user), rows.schema()))
                .average()
                .orElseThrow();
        double packed = redis.fill(rows, Encoding.PACKED, USERS);
        double hash = redis.fill(rows, Encoding.HASH, USERS);
        table.add(
            List.of(
                String.valueOf(columns),
                embedding ? String.valueOf(MadeUpRows.DIMENSIONS) : "-",
                bytes(bare),
                bytes(packed),
                ratio(packed / bare),
                bytes(hash),
                ratio(hash / bare)));
      }
    }
    return table.toString();
  }

  private static String bytes(double bytes) {
    return String.format(Locale.ROOT, "%,.0f", bytes);
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }
}
