package io.portrait.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Some columns of a row, in both encodings, against the whole row. */
class SelectedColumnsTest {

  @Provide
  Arbitrary<RowArbitraries.Sample> samples() {
    return RowArbitraries.samples();
  }

  @Property
  void whateverColumnsAreAskedForInWhateverOrderAreThoseOfTheRow(
      @ForAll("samples") RowArbitraries.Sample sample, @ForAll long seed) {
    List<Column> columns = new ArrayList<>(sample.schema().columns());
    Collections.shuffle(columns, new Random(seed));
    Selection selection =
        new Selection(columns.subList(0, new Random(seed).nextInt(columns.size()) + 1));
    byte[] bytes = new PackedRow(sample.schema()).encode(sample.row());
    ColumnPlaces places = new ColumnPlaces(sample.schema(), selection);

    SelectedRow packed = PackedColumns.read("user", RowHeader.read(bytes), bytes, places);
    Map<String, String> fields = fields(sample);
    SelectedRow hash = HashColumns.read("user", new HashRowReader(fields).header(), fields, places);

    for (int slot = 0; slot < selection.columns().size(); slot++) {
      Column column = selection.columns().get(slot);
      Object expected = value(sample, column);
      assertThat(value(packed, slot, column.type())).as(column.name()).isEqualTo(expected);
      assertThat(value(hash, slot, column.type())).as(column.name()).isEqualTo(expected);
      Long until = sample.row().partialUntil().get(column.name());
      assertThat(packed.partialUntil(slot)).isEqualTo(until == null ? Long.MIN_VALUE : until);
      assertThat(hash.partialUntil(slot)).isEqualTo(packed.partialUntil(slot));
    }
    assertThat(packed.version()).isEqualTo(sample.row().version());
  }

  @Property
  void aRowThatIsCutOffOrDamagedIsNeverMoreThanUnreadable(
      @ForAll("samples") RowArbitraries.Sample sample, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = new PackedRow(sample.schema()).encode(sample.row());
    ColumnPlaces places =
        new ColumnPlaces(sample.schema(), new Selection(sample.schema().columns()));
    byte[] cut =
        Arrays.copyOf(bytes, RowHeader.LENGTH + random.nextInt(bytes.length - RowHeader.LENGTH));
    byte[] damaged = bytes.clone();
    damaged[RowHeader.LENGTH + random.nextInt(bytes.length - RowHeader.LENGTH)] ^=
        (byte) (1 + random.nextInt(255));

    assertThatThrownBy(() -> PackedColumns.read("user", RowHeader.read(cut), cut, places))
        .isInstanceOf(IllegalArgumentException.class);
    try {
      PackedColumns.read("user", RowHeader.read(damaged), damaged, places);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageNotContaining("\n");
    }
  }

  @Test
  void aRowOfAnotherDefinitionFileGivesWhatItHas() {
    Selection selection =
        new Selection(
            List.of(
                new Column("views_7d", ColumnType.DOUBLE, ""),
                new Column("spend_30d", ColumnType.LONG, ""),
                new Column("newer", ColumnType.LONG, ""),
                new Column("last_search", ColumnType.STRING, "")));
    byte[] bytes = new PackedRow(Rows.SCHEMA).encode(Rows.row("user", 7));

    SelectedRow row =
        PackedColumns.read(
            "user", RowHeader.read(bytes), bytes, new ColumnPlaces(Rows.SCHEMA, selection));

    assertThat(row.state(0)).isEqualTo(SelectedRow.State.VALUE);
    assertThat(Double.longBitsToDouble(row.number(0))).as("a count became a real").isEqualTo(7);
    assertThat(row.state(1)).isEqualTo(SelectedRow.State.UNREADABLE);
    assertThat(row.state(2)).isEqualTo(SelectedRow.State.ABSENT);
    assertThat(row.object(3)).isEqualTo("light trail running shoes");
    assertThat(row.error())
        .isEqualTo("the row is of another definition file, where 'spend_30d' is another type");
  }

  private static @Nullable Object value(SelectedRow row, int slot, ColumnType type) {
    if (row.state(slot) == SelectedRow.State.NULL) {
      return null;
    }
    assertThat(row.state(slot)).isEqualTo(SelectedRow.State.VALUE);
    return switch (type) {
      case LONG, TIMESTAMP -> row.number(slot);
      case DOUBLE -> Double.longBitsToDouble(row.number(slot));
      case STRING, STRING_LIST, LONG_MAP -> row.object(slot);
    };
  }

  private static @Nullable Object value(RowArbitraries.Sample sample, Column column) {
    ProfileSchema schema = sample.schema();
    ProfileRow row = sample.row();
    int slot = schema.computed().indexOf(column);
    if (slot >= 0) {
      return switch (column.type()) {
        case LONG, TIMESTAMP -> number(row.values().number(slot), true);
        case DOUBLE -> number(row.values().number(slot), false);
        case STRING -> row.values().text(slot);
        case STRING_LIST -> row.values().texts(slot);
        case LONG_MAP -> throw new AssertionError(column);
      };
    }
    return switch (column.name()) {
      case "segment" -> row.segment();
      case "churn_probability" -> number(row.churnProbability(), false);
      case "churn_reasons" -> row.churnReasons();
      case "tags" -> row.tags();
      case "_as_of" -> row.version().asOf();
      case "_written_at" -> row.writtenAt();
      case "_generation" -> row.version().generation();
      case "_events" -> row.version().events();
      case "_definitions" -> row.definitions();
      case "_models" -> row.models();
      case "_status" -> row.status();
      case "_partial_until" -> row.partialUntil();
      default -> throw new AssertionError(column);
    };
  }

  private static @Nullable Object number(double number, boolean whole) {
    if (Double.isNaN(number)) {
      return null;
    }
    return whole ? (Object) (long) number : (Object) number;
  }

  private static Map<String, String> fields(RowArbitraries.Sample sample) {
    Map<String, String> fields = new HashMap<>();
    byte[][] encoded = new HashRow(sample.schema()).encode(sample.row());
    for (int i = 0; i < encoded.length; i += 2) {
      fields.put(
          new String(encoded[i], StandardCharsets.UTF_8),
          new String(encoded[i + 1], StandardCharsets.UTF_8));
    }
    return fields;
  }
}
