package io.portrait.sql.catalog;

import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.iceberg.flink.FlinkCatalog;
import org.apache.iceberg.flink.FlinkDynamicTableFactory;
import org.apache.iceberg.flink.source.IcebergTableSource;

/** Reads the catalog's tables, each through its connector, and writes none of them. */
final class ReadOnlyTables implements DynamicTableSourceFactory, DynamicTableSinkFactory {

  private static final String ICEBERG = "iceberg";

  private final FlinkDynamicTableFactory iceberg;

  ReadOnlyTables(FlinkCatalog iceberg) {
    this.iceberg = new FlinkDynamicTableFactory(iceberg);
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    String connector = context.getCatalogTable().getOptions().get(FactoryUtil.CONNECTOR.key());
    if (connector == null || connector.equals(ICEBERG)) {
      return new HistorySource((IcebergTableSource) iceberg.createDynamicTableSource(context));
    }
    return FactoryUtil.createDynamicTableSource(
        null,
        context.getObjectIdentifier(),
        context.getCatalogTable(),
        context.getEnrichmentOptions(),
        context.getConfiguration(),
        context.getClassLoader(),
        context.isTemporary());
  }

  @Override
  public DynamicTableSink createDynamicTableSink(Context context) {
    throw new ValidationException(
        "table "
            + context.getObjectIdentifier().getObjectName()
            + " is read-only: Portrait's job writes it; insert into a table of yours (CREATE"
            + " TEMPORARY TABLE ...)");
  }

  @Override
  public String factoryIdentifier() {
    return PortraitCatalogFactory.TYPE;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of();
  }
}
