package io.portrait.sql.live;

import io.portrait.job.sink.IcebergRows;
import io.portrait.offline.TableSchemas;
import io.portrait.online.StoredProfile;
import io.portrait.profile.ProfileSchema;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeCasts;
import org.apache.iceberg.Schema;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Profiles as rows, with the columns that were asked for: named and typed as in the table {@code
 * profiles}. A column that a profile does not have, of a feature that came or went, is null.
 * Thread-safe.
 */
final class LiveRows implements Serializable {

  private static final long serialVersionUID = 1L;

  private final RowType wanted;

  /** By the columns of stored rows: those of an old and of a new definition lie side by side. */
  private transient @Nullable Map<ProfileSchema, IcebergRows> rows;

  LiveRows(DataType wanted) {
    this.wanted = (RowType) wanted.getLogicalType();
  }

  /**
   * A profile's row.
   *
   * @throws IllegalArgumentException if the table gives a column another type than profiles have
   */
  RowData of(StoredProfile profile) {
    return bySchema().computeIfAbsent(profile.schema(), this::of).of(profile.row());
  }

  private synchronized Map<ProfileSchema, IcebergRows> bySchema() {
    if (rows == null) {
      rows = new ConcurrentHashMap<>();
    }
    return rows;
  }

  private IcebergRows of(ProfileSchema profile) {
    Schema known = TableSchemas.profiles(profile);
    for (RowType.RowField field : wanted.getFields()) {
      Types.NestedField column = known.findField(field.getName());
      if (column != null) {
        LogicalType type = FlinkSchemaUtil.convert(column.type());
        if (!LogicalTypeCasts.supportsAvoidingCast(type, field.getType().copy(true))) {
          throw new IllegalArgumentException(
              "column "
                  + field.getName()
                  + " of profiles is "
                  + type.copy(true).asSummaryString()
                  + ", not "
                  + field.getType().copy(true).asSummaryString());
        }
      }
    }
    return IcebergRows.of(
        FlinkSchemaUtil.convert(FlinkSchemaUtil.toResolvedSchema(wanted)), profile);
  }
}
