package io.portrait.sql.live;

import java.util.List;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.Projection;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.InputFormatProvider;
import org.apache.flink.table.connector.source.LookupTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsLimitPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.connector.source.lookup.AsyncLookupFunctionProvider;
import org.apache.flink.table.connector.source.lookup.PartialCachingAsyncLookupProvider;
import org.apache.flink.table.connector.source.lookup.cache.LookupCache;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * The profiles in Redis as a table: looked up by {@code user_id}, or scanned.
 *
 * <p>A scan is one walk through Redis' keys by one task; users that come or go meanwhile may be
 * there or not. Where {@code WHERE} names the users, only these are asked for.
 */
final class LiveTableSource
    implements LookupTableSource,
        ScanTableSource,
        SupportsProjectionPushDown,
        SupportsFilterPushDown,
        SupportsLimitPushDown {

  /** What profiles are found by. */
  static final String USER_ID = "user_id";

  private final LiveAddress address;
  private final @Nullable LookupCache cache;
  private DataType produced;
  private @Nullable List<String> users;
  private long limit = Long.MAX_VALUE;

  LiveTableSource(LiveAddress address, @Nullable LookupCache cache, DataType produced) {
    this.address = address;
    this.cache = cache;
    this.produced = produced;
  }

  @Override
  public LookupRuntimeProvider getLookupRuntimeProvider(LookupContext context) {
    List<String> names = DataType.getFieldNames(produced);
    int[] keys = Projection.of(context.getKeys()).toTopLevelIndexes();
    int user = -1;
    for (int i = 0; i < keys.length; i++) {
      user = names.get(keys[i]).equals(USER_ID) ? i : user;
    }
    if (user < 0) {
      throw new ValidationException(
          "live profiles are looked up by user_id: join ON ... = profiles.user_id");
    }
    LiveLookup lookup =
        new LiveLookup(address, rowType(), user, KeyMatch.of(rowType(), keys, user));
    return cache == null
        ? AsyncLookupFunctionProvider.of(lookup)
        : PartialCachingAsyncLookupProvider.of(lookup, cache);
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
    return InputFormatProvider.of(new LiveScan(address, rowType(), users, limit), 1);
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return ChangelogMode.insertOnly();
  }

  @Override
  public boolean supportsNestedProjection() {
    return false;
  }

  @Override
  public void applyProjection(int[][] fields, DataType projected) {
    produced = projected;
  }

  /** Every filter is asked again by Flink: what is taken here only spares reading. */
  @Override
  public Result applyFilters(List<ResolvedExpression> filters) {
    users = NamedUsers.in(filters);
    return Result.of(List.of(), filters);
  }

  @Override
  public void applyLimit(long rows) {
    limit = rows;
  }

  @Override
  public DynamicTableSource copy() {
    LiveTableSource copy = new LiveTableSource(address, cache, produced);
    copy.users = users;
    copy.limit = limit;
    return copy;
  }

  @Override
  public String asSummaryString() {
    return "profiles in " + address;
  }

  private RowType rowType() {
    return (RowType) produced.getLogicalType();
  }
}
