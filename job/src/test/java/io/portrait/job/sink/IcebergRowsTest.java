package io.portrait.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Values;
import io.portrait.event.Origin;
import io.portrait.event.RejectReason;
import io.portrait.event.RejectedEvent;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.window.Snapshot.Kind;
import io.portrait.offline.TableSchemas;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import io.portrait.profile.RowVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.conversion.DataStructureConverter;
import org.apache.flink.table.data.conversion.DataStructureConverters;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.utils.TypeConversions;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.InstantiationUtil;
import org.apache.iceberg.Schema;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.junit.jupiter.api.Test;

class IcebergRowsTest {

  private static final ProfileSchema PROFILE =
      new ProfileSchema(
          List.of(
              new Column("views", ColumnType.LONG, "events"),
              new Column("spend", ColumnType.DOUBLE, ""),
              new Column("last_category", ColumnType.STRING, ""),
              new Column("last_seen", ColumnType.TIMESTAMP, "ms"),
              new Column("categories", ColumnType.STRING_LIST, "")));
  private static final Instant AS_OF = Instant.parse("2026-11-20T12:00:00.123Z");
  private static final Instant WRITTEN = Instant.parse("2026-11-20T12:00:07.456Z");

  @Test
  void everyTypeOfColumnArrivesAndComesBack() throws Exception {
    Row row = through(TableSchemas.profiles(PROFILE), new ProfileUpdate(Kind.LIVE, full()));

    assertThat(row.getKind()).isEqualTo(RowKind.INSERT);
    assertThat(row.getField("user_id")).isEqualTo("u-42 🛒");
    assertThat(row.getField("as_of")).isEqualTo(AS_OF);
    assertThat(row.getField("known_at")).isEqualTo(WRITTEN);
    assertThat(row.getField("generation")).isEqualTo(2L);
    assertThat(row.getField("events")).isEqualTo(9_007_199_254_740_993L);
    assertThat(row.getField("definitions")).isEqualTo("0123456789abcdef");
    assertThat(row.getField("status")).isEqualTo("degraded:embedding");
    assertThat(row.getField("views")).isEqualTo(9_007_199_254_740_992L);
    assertThat(row.getField("spend")).isEqualTo(-0.1);
    assertThat(row.getField("last_category")).isEqualTo("größe");
    assertThat(row.getField("last_seen")).isEqualTo(Instant.ofEpochMilli(-1));
    assertThat(row.getField("categories")).isEqualTo(new String[] {"shoes", ""});
    assertThat(row.getField("embedding")).isEqualTo(new Float[] {0.6f, -0.8f});
    assertThat(row.getField("segment")).isEqualTo(3L);
    assertThat(row.getField("churn_probability")).isEqualTo(0.25);
    assertThat(row.getField("churn_reasons")).isEqualTo(new String[] {"recency +3 days"});
    assertThat(row.getField("tags")).isEqualTo(new String[] {"loyal", "new"});
    assertThat(row.getField("models")).isEqualTo(Map.of("churn", 7L));
    assertThat(row.getField("partial_until")).isEqualTo(Map.of("views", 1_800_000_000_000L));
  }

  @Test
  void whatIsNotThereIsNull() throws Exception {
    ProfileUpdate empty =
        TestProfiles.update(Kind.TICK, "u", new RowVersion(0, 0, AS_OF.toEpochMilli()), values());

    Row row = through(TableSchemas.profiles(PROFILE), empty);

    for (Column column : PROFILE.computed()) {
      assertThat(row.getField(column.name())).as(column.name()).isNull();
    }
    assertThat(row.getField("embedding")).isNull();
    assertThat(row.getField("segment")).isNull();
    assertThat(row.getField("churn_probability")).isNull();
    assertThat(row.getField("tags")).isEqualTo(new String[0]);
    assertThat(row.getField("models")).isEqualTo(Map.of());
  }

  @Test
  void columnsAreFoundByNameInWhateverOrderTheTableHasThem() throws Exception {
    ProfileSchema reordered =
        new ProfileSchema(
            List.of(
                new Column("dropped", ColumnType.DOUBLE, ""),
                PROFILE.computed().get(4),
                PROFILE.computed().get(0)));

    Row row = through(TableSchemas.featureLog(reordered), new ProfileUpdate(Kind.TICK, full()));

    assertThat(row.getFieldNames(true)).doesNotContain("spend", "events", "status");
    assertThat(row.getField("views")).isEqualTo(9_007_199_254_740_992L);
    assertThat(row.getField("categories")).isEqualTo(new String[] {"shoes", ""});
    assertThat(row.getField("dropped")).isNull();
  }

  @Test
  void aUserWhoIsGoneIsADeletionOfItsKey() throws Exception {
    ProfileUpdate gone =
        TestProfiles.update(
            Kind.GONE, "u", new RowVersion(1, 5, AS_OF.toEpochMilli()), new Values(0));

    Row row = through(TableSchemas.profiles(PROFILE), gone);

    assertThat(row.getKind()).isEqualTo(RowKind.DELETE);
    assertThat(row.getField("user_id")).isEqualTo("u");
    assertThat(row.getField("events")).isEqualTo(5L);
    assertThat(row.getField("views")).isNull();
  }

  @Test
  void aRejectedEventKeepsItsBytes() throws Exception {
    byte[] raw = {'{', (byte) 0xff, 0};
    RejectedEvent event =
        new RejectedEvent(
            raw, RejectReason.MALFORMED_JSON, "not UTF-8", new Origin("user-events", 3, 1L << 40));
    RowType type = FlinkSchemaUtil.convert(TableSchemas.rejectedEvents());

    Row row = through(type, IcebergRows.of(event, AS_OF.toEpochMilli()));

    assertThat(row.getField("rejected_at")).isEqualTo(AS_OF);
    assertThat(row.getField("topic")).isEqualTo("user-events");
    assertThat(row.getField("partition")).isEqualTo(3);
    assertThat(row.getField("offset")).isEqualTo(1L << 40);
    assertThat(row.getField("reason")).isEqualTo("malformed_json");
    assertThat(row.getField("detail")).isEqualTo("not UTF-8");
    assertThat(row.getField("raw")).isEqualTo(raw);
  }

  @Test
  void aComputedColumnCannotBeAMap() {
    ProfileSchema map = new ProfileSchema(List.of(new Column("m", ColumnType.LONG_MAP, "")));

    assertThatThrownBy(() -> IcebergRows.of(TableSchemas.profiles(map), map))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column m: a computed column cannot be a map");
  }

  private static ProfileRow full() {
    Values values = values();
    values.set(0, 9_007_199_254_740_992.0);
    values.set(1, -0.1);
    values.set(2, "größe");
    values.set(3, -1);
    values.set(4, List.of("shoes", ""));
    return new ProfileRow(
        "u-42 🛒",
        new RowVersion(2, 9_007_199_254_740_993L, AS_OF.toEpochMilli()),
        values,
        3L,
        0.25,
        List.of("recency +3 days"),
        List.of("loyal", "new"),
        WRITTEN.toEpochMilli(),
        "0123456789abcdef",
        Map.of("churn", 7L),
        "degraded:embedding",
        Map.of("views", 1_800_000_000_000L),
        new float[] {0.6f, -0.8f});
  }

  private static Values values() {
    return new Values(PROFILE.computed().size());
  }

  /** Writes as a worker would, the writer itself having travelled there, and reads it back. */
  private static Row through(Schema table, ProfileUpdate update) throws Exception {
    IcebergRows rows = InstantiationUtil.clone(IcebergRows.of(table, PROFILE));
    return through(FlinkSchemaUtil.convert(table), rows.of(update));
  }

  private static Row through(RowType type, RowData row) throws Exception {
    TypeSerializer<RowData> serializer =
        InternalTypeInfo.of(type).createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(256);
    serializer.serialize(row, out);
    RowData arrived = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    DataStructureConverter<Object, Object> converter =
        DataStructureConverters.getConverter(TypeConversions.fromLogicalToDataType(type));
    converter.open(IcebergRowsTest.class.getClassLoader());
    return (Row) converter.toExternal(arrived);
  }
}
