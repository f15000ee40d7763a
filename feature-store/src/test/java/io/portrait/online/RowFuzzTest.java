package io.portrait.online;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.fuzz.Spoilt;
import io.portrait.fuzz.Tally;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.RowVersion;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever lies in Redis, it is a row or it is damaged, which its reader says in so many words. */
class RowFuzzTest {

  private static final Tally WHOLE = new Tally("row decoder");
  private static final Tally SELECTED = new Tally("row decoder of selected columns");
  private static final Tally HASHES = new Tally("hash decoder");

  private static final ProfileRow ROW =
      Rows.row("u", new RowVersion(1, 200, 1_795_774_530_123L), new float[] {0.5f, -0.5f, 0.25f});
  private static final byte[] PACKED = new PackedRow(Rows.SCHEMA).encode(ROW);
  private static final byte[] EMBEDDING = new PackedRow(Rows.SCHEMA).encodeEmbedding(ROW);
  private static final byte[][] HASH = new HashRow(Rows.SCHEMA).encode(ROW);

  /** Lengths beyond what is there, in every width, and types that nobody expects. */
  private static final List<byte[]> PIECES =
      List.of(
          bytes(0xDD, 0xFF, 0xFF, 0xFF, 0xFF),
          bytes(0xDD, 0x00, 0xFF, 0xFF, 0xFF),
          bytes(0xDF, 0x7F, 0xFF, 0xFF, 0xFF),
          bytes(0xDB, 0x7F, 0xFF, 0xFF, 0xFF),
          bytes(0xC6, 0xFF, 0xFF, 0xFF, 0xFF),
          bytes(0xC9, 0x7F, 0xFF, 0xFF, 0xFF, 1),
          bytes(0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF),
          bytes(0xC1),
          bytes(0xC0),
          bytes(0x90),
          bytes(0x80),
          bytes(0xA0),
          bytes(0x9F),
          bytes(0xA2, 0xED, 0xA0));

  @Provide
  Arbitrary<byte[]> rows() {
    return Spoilt.bytes(List.of(PACKED), PIECES);
  }

  @Provide
  Arbitrary<byte[]> embeddings() {
    return Spoilt.bytes(List.of(EMBEDDING), PIECES);
  }

  @Property
  void aRowIsReadOrDamaged(@ForAll("rows") byte[] row, @ForAll("embeddings") byte[] embedding) {
    try {
      assertThat(PackedRow.decode("u", row, embedding, Rows.SCHEMA).userId()).isEqualTo("u");
      WHOLE.count("read");
    } catch (IllegalArgumentException damaged) {
      assertThat(damaged).hasMessageNotContaining("\n");
      WHOLE.count("damaged");
    }
  }

  @Property
  void selectedColumnsAreReadOrTheRowIsDamaged(@ForAll("rows") byte[] row) {
    ColumnPlaces places = new ColumnPlaces(Rows.SCHEMA, new Selection(Rows.SCHEMA.columns()));
    try {
      PackedColumns.read("u", RowHeader.read(row), row, places);
      SELECTED.count("read");
    } catch (IllegalArgumentException damaged) {
      assertThat(damaged).hasMessageNotContaining("\n");
      SELECTED.count("damaged");
    }
  }

  @Provide
  Arbitrary<Map<String, String>> hashes() {
    List<String> pieces =
        List.of("[null]", "[[]]", "{\"a\":null}", "null", "", "1e999", "NaN", "9".repeat(40), "[");
    Arbitrary<List<String>> values =
        Spoilt.texts(List.of("[]", "[\"a\"]", "{\"a\":1}", "7", "0.5", "\u0000"), pieces)
            .list()
            .ofMaxSize(3);
    return Combinators.combine(values, Arbitraries.integers().between(0, HASH.length / 2 - 1))
        .as(RowFuzzTest::spoiltHash);
  }

  private static Map<String, String> spoiltHash(List<String> values, int from) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < HASH.length; i += 2) {
      fields.put(text(HASH[i]), text(HASH[i + 1]));
    }
    for (int i = 0; i < values.size(); i++) {
      fields.put(text(HASH[(2 * (from + i)) % HASH.length]), values.get(i));
    }
    return fields;
  }

  @Property
  void aHashIsReadOrDamaged(@ForAll("hashes") Map<String, String> fields) {
    HashRowReader reader = new HashRowReader(fields);
    ColumnPlaces places = new ColumnPlaces(Rows.SCHEMA, new Selection(Rows.SCHEMA.columns()));
    try {
      reader.read("u", EMBEDDING, Rows.SCHEMA);
      HashColumns.read("u", reader.header(), fields, places);
      HASHES.count("read");
    } catch (IllegalArgumentException damaged) {
      HASHES.count("damaged");
    }
  }

  @AfterContainer
  static void report() {
    for (Tally tally : List.of(WHOLE, SELECTED, HASHES)) {
      tally.print();
      assertThat(tally.of("read")).as("%s", tally).isPositive();
      assertThat(tally.of("damaged")).as("%s", tally).isPositive();
    }
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
