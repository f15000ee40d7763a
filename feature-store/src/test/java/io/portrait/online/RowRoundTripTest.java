package io.portrait.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.online.RowArbitraries.Sample;
import io.portrait.profile.ProfileJson;
import io.portrait.profile.ProfileRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What goes in comes out, in both encodings. */
class RowRoundTripTest {

  @Provide
  Arbitrary<Sample> samples() {
    return RowArbitraries.samples();
  }

  @Property(tries = 300)
  void aPackedRowComesBackWhole(@ForAll("samples") Sample sample) {
    PackedRow encoder = new PackedRow(sample.schema());

    byte[] row = encoder.encode(sample.row());
    byte[] embedding = encoder.encodeEmbedding(sample.row());

    assertThat(PackedRow.schemaId(row)).isEqualTo(sample.schema().id());
    Rows.assertSame(
        PackedRow.decode("user", row, embedding.length == 0 ? null : embedding, sample.schema()),
        sample.row());
  }

  @Property(tries = 300)
  void aHashComesBackWhole(@ForAll("samples") Sample sample) {
    byte[] embedding = new PackedRow(sample.schema()).encodeEmbedding(sample.row());

    Map<String, String> fields = fields(new HashRow(sample.schema()).encode(sample.row()));

    HashRowReader reader = new HashRowReader(fields);
    assertThat(reader.header().schemaId()).isEqualTo(sample.schema().id());
    Rows.assertSame(
        reader.read("user", embedding.length == 0 ? null : embedding, sample.schema()),
        sample.row());
  }

  @Test
  void aListIsNullOrEmptyOrTextsInEveryForm() throws IOException {
    List<List<String>> lists = new ArrayList<>(List.of(List.of(), List.of("Größe", "", "靴")));
    lists.add(null);
    for (List<String> list : lists) {
      ProfileRow row = Rows.row("u-1", 5);
      row.values().set(4, list);

      byte[] packed = new PackedRow(Rows.SCHEMA).encode(row);
      Map<String, String> hash = fields(new HashRow(Rows.SCHEMA).encode(row));
      JsonNode json = new ObjectMapper().readTree(ProfileJson.line(row, Rows.SCHEMA));

      assertThat(PackedRow.decode("u-1", packed, null, Rows.SCHEMA).values().texts(4))
          .isEqualTo(list);
      assertThat(new HashRowReader(hash).read("u-1", null, Rows.SCHEMA).values().texts(4))
          .isEqualTo(list);
      assertThat(hash.containsKey("categories_30d")).isEqualTo(list != null);
      assertThat(json.get("categories_30d")).isEqualTo(new ObjectMapper().valueToTree(list));
    }
  }

  @Test
  void anEncoderGivesTheSameBytesForTheSameRowWhateverItEncodedBefore() {
    PackedRow used = new PackedRow(Rows.SCHEMA);
    used.encode(Rows.row("someone with a longer row", 1L << 40));

    assertThat(used.encode(Rows.row("u-1", 5)))
        .isEqualTo(new PackedRow(Rows.SCHEMA).encode(Rows.row("u-1", 5)));
  }

  @Test
  void anEmbeddingOfAnotherVersionIsNotShown() {
    PackedRow encoder = new PackedRow(Rows.SCHEMA);
    ProfileRow old = Rows.row("u-1", Rows.row("u-1", 4).version(), new float[] {1, 0});

    ProfileRow read =
        PackedRow.decode(
            "u-1", encoder.encode(Rows.row("u-1", 5)), encoder.encodeEmbedding(old), Rows.SCHEMA);

    assertThat(read.embedding()).isNull();
  }

  @Test
  void aRowCutShortIsDamagedNotHalfRead() {
    byte[] row = new PackedRow(Rows.SCHEMA).encode(Rows.row("u-1", 5));

    for (int length = RowHeader.LENGTH; length < row.length; length++) {
      byte[] cut = Arrays.copyOf(row, length);
      assertThatThrownBy(() -> PackedRow.decode("u-1", cut, null, Rows.SCHEMA))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("the row is damaged");
    }
  }

  @Test
  void numbersOfAHashArePlainDecimals() {
    assertThat(HashRow.decimal(12)).isEqualTo("12");
    assertThat(HashRow.decimal(59.9)).isEqualTo("59.9");
    assertThat(HashRow.decimal(-0.0)).isEqualTo("-0");
    assertThat(HashRow.decimal(1e15)).isEqualTo("1000000000000000");
    assertThat(HashRow.decimal(1.5e-5)).isEqualTo("0.000015");
  }

  private static Map<String, String> fields(byte[][] namesAndValues) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(
          new String(namesAndValues[i], StandardCharsets.UTF_8),
          new String(namesAndValues[i + 1], StandardCharsets.UTF_8));
    }
    return fields;
  }
}
