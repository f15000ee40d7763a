package io.portrait.ml;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.ml.linalg.DenseVector;
import org.apache.flink.ml.linalg.typeinfo.DenseVectorSerializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.internal.TableImpl;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.runtime.typeutils.ExternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;
import org.apache.flink.table.types.utils.DataTypeUtils;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.jspecify.annotations.Nullable;

/** Tables of Flink ML as streams and back, time attributes included. */
final class StageTables {

  /** A dense vector, serialised by Flink ML. */
  static final DataType VECTOR = DataTypes.RAW(DenseVector.class, new DenseVectorSerializer());

  private StageTables() {}

  /** The only table that a stage is given. */
  static Table only(Table... tables) {
    if (tables.length != 1) {
      throw new IllegalArgumentException("one table is needed, not " + tables.length);
    }
    return tables[0];
  }

  static StreamTableEnvironment environment(Table table) {
    return (StreamTableEnvironment) ((TableImpl) table).getTableEnvironment();
  }

  /** The rows; with the time of the table's time attribute, where it has one. */
  static DataStream<Row> rows(Table table) {
    return environment(table).toDataStream(table);
  }

  /** The columns of a table and more behind them. */
  static List<DataTypes.Field> columns(Table table, DataTypes.Field... more) {
    List<DataTypes.Field> columns = new ArrayList<>();
    for (Column column : table.getResolvedSchema().getColumns()) {
      DataType type = DataTypeUtils.removeTimeAttribute(column.getDataType());
      columns.add(DataTypes.FIELD(column.getName(), type));
    }
    columns.addAll(List.of(more));
    return columns;
  }

  /** The serialiser of rows with such columns. */
  static ExternalTypeInfo<Row> type(List<DataTypes.Field> columns) {
    return ExternalTypeInfo.of(DataTypes.ROW(columns));
  }

  /**
   * Rows as a table.
   *
   * @param like whose time attribute the new table has, too; null for none
   */
  static Table table(
      StreamTableEnvironment environment,
      DataStream<Row> rows,
      List<DataTypes.Field> columns,
      @Nullable Table like) {
    Schema.Builder schema = Schema.newBuilder();
    columns.forEach(column -> schema.column(column.getName(), column.getDataType()));
    if (like != null) {
      for (Column column : like.getResolvedSchema().getColumns()) {
        if (LogicalTypeChecks.isRowtimeAttribute(column.getDataType().getLogicalType())) {
          schema.watermark(column.getName(), "SOURCE_WATERMARK()");
        }
      }
    }
    return environment.fromDataStream(rows, schema.build());
  }

  /** The only row of a bounded table, for which a job of its own runs now. */
  @SuppressWarnings("try") // what an iterator's close may throw is caught
  static Row onlyRow(Table table) {
    try (CloseableIterator<Row> rows = table.execute().collect()) {
      if (!rows.hasNext()) {
        throw new IllegalArgumentException("the table of model data is empty");
      }
      Row row = rows.next();
      if (rows.hasNext()) {
        throw new IllegalArgumentException("the table of model data has more than one row");
      }
      return row;
    } catch (IllegalArgumentException wrong) {
      throw wrong;
    } catch (Exception failed) {
      throw new IllegalStateException("the table of model data could not be read", failed);
    }
  }

  /** A field that older model data may not have. */
  static @Nullable Object optional(Row row, String name) {
    Set<String> names = row.getFieldNames(true);
    return names != null && names.contains(name) ? row.getField(name) : null;
  }

  /** A number of a field that older model data may not have. */
  static double number(Row row, String name, double otherwise) {
    return optional(row, name) instanceof Number number ? number.doubleValue() : otherwise;
  }

  /** Epoch milliseconds as a field: null for {@code Long.MIN_VALUE}. */
  static @Nullable Instant instant(long millis) {
    return millis == Long.MIN_VALUE ? null : Instant.ofEpochMilli(millis);
  }

  /** Back from {@link #instant}. */
  static long millis(Row row, String name) {
    return optional(row, name) instanceof Instant instant ? instant.toEpochMilli() : Long.MIN_VALUE;
  }
}
