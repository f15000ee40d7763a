package io.portrait.sql.live;

import io.portrait.definition.Column;
import io.portrait.definition.Embedding;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeCasts;
import org.jspecify.annotations.Nullable;

/** What the columns of profiles are in SQL: the same as in the offline tables. */
final class ColumnTypes {

  private ColumnTypes() {}

  /**
   * Checks the type that a table gives a column.
   *
   * @throws LiveException if it is another one; one line
   */
  static void check(RowType.RowField field, Column column) {
    LogicalType given = field.getType().copy(true);
    LogicalType is = of(column).getLogicalType();
    boolean fits =
        is.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE)
            ? given.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE)
            : LogicalTypeCasts.supportsAvoidingCast(is, given);
    if (!fits) {
      throw new LiveException(
          "column "
              + field.getName()
              + " of profiles is "
              + is.asSummaryString()
              + ", not "
              + given.asSummaryString());
    }
  }

  private static DataType of(Column column) {
    if (column.name().equals(Embedding.NAME)) {
      return DataTypes.ARRAY(DataTypes.FLOAT().notNull());
    }
    return switch (column.type()) {
      case LONG -> DataTypes.BIGINT();
      case DOUBLE -> DataTypes.DOUBLE();
      case STRING -> DataTypes.STRING();
      case TIMESTAMP -> DataTypes.TIMESTAMP_LTZ(6);
      case STRING_LIST -> DataTypes.ARRAY(DataTypes.STRING().notNull());
      case LONG_MAP -> DataTypes.MAP(DataTypes.STRING().notNull(), DataTypes.BIGINT().notNull());
    };
  }

  /** A value as Flink's tables keep it inside. */
  static @Nullable Object internal(@Nullable Object value) {
    if (value instanceof String text) {
      return StringData.fromString(text);
    }
    if (value instanceof Instant time) {
      return TimestampData.fromInstant(time);
    }
    if (value instanceof List<?> texts) {
      return new GenericArrayData(
          texts.stream().map(text -> StringData.fromString((String) text)).toArray());
    }
    if (value instanceof Map<?, ?> numbers) {
      Map<StringData, Object> converted = new HashMap<>();
      numbers.forEach(
          (name, number) -> converted.put(StringData.fromString((String) name), number));
      return new GenericMapData(converted);
    }
    return value instanceof float[] vector ? new GenericArrayData(vector) : value;
  }
}
