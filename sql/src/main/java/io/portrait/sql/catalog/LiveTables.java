package io.portrait.sql.catalog;

import io.portrait.sql.live.LiveOptions;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.factories.FactoryUtil;
import org.jspecify.annotations.Nullable;

/**
 * The tables of what is served and of what comes in.
 *
 * @param redis where profiles are served; null where they are not
 * @param user ACL user; empty for the environment's
 * @param password {@code ${env:NAME}} or {@code ${file:PATH}}; empty for the environment's
 * @param kafka where events come in, {@code host:port}; null where nobody asks
 * @param topic of the events
 */
public record LiveTables(
    @Nullable String redis, String user, String password, @Nullable String kafka, String topic)
    implements Serializable {

  /** The profiles that Redis serves, columns as in {@code profiles}. */
  public static final String PROFILES = "profiles_live";

  /** The events that come in from now on. */
  public static final String EVENTS = "events_live";

  static final Set<String> NAMES = Set.of(PROFILES, EVENTS);

  /** None. */
  public static final LiveTables NONE = new LiveTables(null, "", "", null, "");

  /** {@link #PROFILES}, where Redis is given. */
  Map<String, CatalogTable> profiles(String project, Schema columns) {
    if (redis == null) {
      return Map.of();
    }
    Map<String, String> options = new HashMap<>();
    options.put(FactoryUtil.CONNECTOR.key(), LiveOptions.CONNECTOR);
    options.put(LiveOptions.URL.key(), redis);
    options.put(LiveOptions.PROJECT.key(), project);
    if (!user.isEmpty()) {
      options.put(LiveOptions.USER.key(), user);
    }
    if (!password.isEmpty()) {
      options.put(LiveOptions.PASSWORD.key(), password);
    }
    return Map.of(PROFILES, table(columns, "the profiles that Redis serves", options));
  }

  /** {@link #EVENTS}, where Kafka is given: fields by their usual names. */
  Map<String, CatalogTable> events() {
    if (kafka == null) {
      return Map.of();
    }
    Schema columns =
        Schema.newBuilder()
            .column("event_id", DataTypes.STRING())
            .column("user_id", DataTypes.STRING())
            .column("type", DataTypes.STRING())
            .column("time", DataTypes.STRING())
            .column("item_id", DataTypes.STRING())
            .column("category", DataTypes.STRING())
            .column("amount", DataTypes.DOUBLE())
            .column("quantity", DataTypes.DOUBLE())
            .column("text", DataTypes.STRING())
            .columnByMetadata("arrived_at", DataTypes.TIMESTAMP_LTZ(3), "timestamp", true)
            .columnByExpression("now", "PROCTIME()")
            .build();
    return Map.of(
        EVENTS,
        table(
            columns,
            "events as they come in, from now on",
            Map.of(
                FactoryUtil.CONNECTOR.key(),
                "kafka",
                "topic",
                topic,
                "properties.bootstrap.servers",
                kafka,
                "scan.startup.mode",
                "latest-offset",
                "format",
                "json",
                // Records that are no events are among them.
                "json.ignore-parse-errors",
                "true")));
  }

  private static CatalogTable table(Schema columns, String comment, Map<String, String> options) {
    return CatalogTable.newBuilder().schema(columns).comment(comment).options(options).build();
  }
}
