package io.portrait.sql.catalog;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsLimitPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.iceberg.flink.source.IcebergTableSource;

/**
 * Iceberg's source, that it takes {@code churn_probability > 0.6}.
 *
 * <p>To SQL 0.6 is a decimal, and Iceberg refuses to compare a double with one. Here it becomes a
 * double first, as Flink itself does with it; where a whole number is compared with a decimal,
 * Iceberg is not asked. Flink asks every condition again, so that a filter here only spares
 * reading.
 */
final class HistorySource
    implements ScanTableSource,
        SupportsProjectionPushDown,
        SupportsFilterPushDown,
        SupportsLimitPushDown {

  private final IcebergTableSource iceberg;

  HistorySource(IcebergTableSource iceberg) {
    this.iceberg = iceberg;
  }

  @Override
  public Result applyFilters(List<ResolvedExpression> filters) {
    List<ResolvedExpression> comparable = new ArrayList<>();
    filters.forEach(filter -> comparable(filter).ifPresent(comparable::add));
    iceberg.applyFilters(comparable);
    return Result.of(List.of(), filters);
  }

  /** The same without decimals; empty where it has one that cannot be replaced. */
  private static Optional<ResolvedExpression> comparable(ResolvedExpression filter) {
    if (!(filter instanceof CallExpression call)) {
      return Optional.of(filter);
    }
    boolean ofDoubles =
        call.getResolvedChildren().stream()
            .anyMatch(operand -> operand instanceof FieldReferenceExpression && isDouble(operand));
    List<ResolvedExpression> operands = new ArrayList<>();
    for (ResolvedExpression operand : call.getResolvedChildren()) {
      Optional<ResolvedExpression> replaced =
          operand instanceof ValueLiteralExpression literal && isDecimal(literal)
              ? asDouble(literal).filter(number -> ofDoubles)
              : comparable(operand);
      if (replaced.isEmpty()) {
        return Optional.empty();
      }
      operands.add(replaced.get());
    }
    return Optional.of(call.replaceArgs(operands, call.getOutputDataType()));
  }

  private static Optional<ResolvedExpression> asDouble(ValueLiteralExpression literal) {
    return literal
        .getValueAs(BigDecimal.class)
        .map(number -> new ValueLiteralExpression(number.doubleValue()));
  }

  private static boolean isDouble(ResolvedExpression operand) {
    return operand.getOutputDataType().getLogicalType().is(LogicalTypeRoot.DOUBLE);
  }

  private static boolean isDecimal(ResolvedExpression operand) {
    return operand.getOutputDataType().getLogicalType().is(LogicalTypeRoot.DECIMAL);
  }

  @Override
  public boolean supportsNestedProjection() {
    return iceberg.supportsNestedProjection();
  }

  @Override
  public void applyProjection(int[][] columns, DataType projected) {
    iceberg.applyProjection(columns);
  }

  @Override
  public void applyLimit(long rows) {
    iceberg.applyLimit(rows);
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return iceberg.getChangelogMode();
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
    return iceberg.getScanRuntimeProvider(context);
  }

  @Override
  public DynamicTableSource copy() {
    return new HistorySource((IcebergTableSource) iceberg.copy());
  }

  @Override
  public String asSummaryString() {
    return iceberg.asSummaryString();
  }
}
