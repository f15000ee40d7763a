package io.portrait.sql.live;

import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.lookup.LookupOptions;
import org.apache.flink.table.connector.source.lookup.LookupOptions.LookupCacheType;
import org.apache.flink.table.connector.source.lookup.cache.DefaultLookupCache;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;

/** Finds the connector {@code portrait-redis}. */
public final class LiveTableFactory implements DynamicTableSourceFactory {

  @Override
  public String factoryIdentifier() {
    return LiveOptions.CONNECTOR;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return LiveOptions.REQUIRED;
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return LiveOptions.OPTIONAL;
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    helper.validate();
    ReadableConfig options = helper.getOptions();
    LiveOptions.check(options);
    ResolvedSchema schema = context.getCatalogTable().getResolvedSchema();
    return new LiveTableSource(
        new LiveAddress(options),
        options.get(LookupOptions.CACHE_TYPE) == LookupCacheType.PARTIAL
            ? DefaultLookupCache.fromConfig(options)
            : null,
        schema.toPhysicalRowDataType());
  }
}
