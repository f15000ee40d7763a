package io.portrait.sql.catalog;

import io.portrait.job.Secrets;
import io.portrait.offline.OfflineCatalog;
import io.portrait.sql.live.LiveOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.factories.CatalogFactory;
import org.apache.flink.table.factories.FactoryUtil;

/** {@code CREATE CATALOG ... WITH ('type' = 'portrait', ...)}. */
public final class PortraitCatalogFactory implements CatalogFactory {

  /** The catalog's type. */
  public static final String TYPE = "portrait";

  static final ConfigOption<String> PROJECT =
      ConfigOptions.key("project")
          .stringType()
          .noDefaultValue()
          .withDescription("The project of the definition file.");

  static final ConfigOption<String> WAREHOUSE =
      ConfigOptions.key("warehouse")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "A folder, or the http(s):// address of a REST catalog; or iceberg.* instead.");

  static final ConfigOption<String> REDIS =
      ConfigOptions.key("redis")
          .stringType()
          .noDefaultValue()
          .withDescription("redis://HOST:PORT: makes the table profiles_live.");

  static final ConfigOption<String> REDIS_USER =
      ConfigOptions.key("redis-user")
          .stringType()
          .defaultValue("")
          .withDescription("ACL user; PORTRAIT_REDIS_USER where it is not said.");

  static final ConfigOption<String> REDIS_PASSWORD =
      ConfigOptions.key("redis-password")
          .stringType()
          .defaultValue("")
          .withDescription(
              "${env:NAME} or ${file:PATH}, read by the workers; PORTRAIT_REDIS_PASSWORD where it"
                  + " is not said.");

  static final ConfigOption<String> KAFKA =
      ConfigOptions.key("kafka")
          .stringType()
          .noDefaultValue()
          .withDescription("HOST:PORT: makes the table events_live.");

  static final ConfigOption<String> TOPIC =
      ConfigOptions.key("topic")
          .stringType()
          .defaultValue("user-events")
          .withDescription("The topic of the events.");

  private static final String ICEBERG_PREFIX = "iceberg.";

  @Override
  public String factoryIdentifier() {
    return TYPE;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(PROJECT);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of(WAREHOUSE, REDIS, REDIS_USER, REDIS_PASSWORD, KAFKA, TOPIC);
  }

  @Override
  public Catalog createCatalog(Context context) {
    FactoryUtil.CatalogFactoryHelper helper = FactoryUtil.createCatalogFactoryHelper(this, context);
    helper.validateExcept(ICEBERG_PREFIX);
    ReadableConfig options = helper.getOptions();
    try {
      return new PortraitCatalog(
          context.getName(),
          options.get(PROJECT),
          warehouse(options, context.getOptions()),
          live(options));
    } catch (IllegalArgumentException e) {
      throw new ValidationException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Secrets among Iceberg's properties are references, resolved here. */
  private static Map<String, String> warehouse(
      ReadableConfig options, Map<String, String> written) {
    Map<String, String> properties = new HashMap<>();
    options.getOptional(WAREHOUSE).map(OfflineCatalog::at).ifPresent(properties::putAll);
    Secrets secrets = new Secrets(System.getenv());
    written.forEach(
        (key, value) -> {
          if (key.startsWith(ICEBERG_PREFIX)) {
            String property = key.substring(ICEBERG_PREFIX.length());
            properties.put(property, secrets.resolve(property, value));
          }
        });
    if (properties.isEmpty()) {
      throw new IllegalArgumentException("'warehouse' is missing: a folder, or a REST catalog");
    }
    return properties;
  }

  private static LiveTables live(ReadableConfig options) {
    if (!options.get(REDIS_PASSWORD).isEmpty()) {
      Secrets.refuseSecret(LiveOptions.PASSWORD.key(), options.get(REDIS_PASSWORD));
    }
    return new LiveTables(
        options.getOptional(REDIS).orElse(null),
        options.get(REDIS_USER),
        options.get(REDIS_PASSWORD),
        options.getOptional(KAFKA).orElse(null),
        options.get(TOPIC));
  }
}
