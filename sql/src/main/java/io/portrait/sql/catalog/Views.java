package io.portrait.sql.catalog;

import io.portrait.offline.OfflineTables;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogView;

/** Queries that nobody should have to write again, as views. */
final class Views {

  /** One row a user and tick: of several rows the newest known counts. */
  static final String OBSERVATIONS = "observations";

  /** Of every user the row of the latest tick. */
  static final String LATEST = "feature_log_latest";

  /** Who is in which segment, and since when. */
  static final String SEGMENTS = "user_segments";

  static final Set<String> NAMES = Set.of(OBSERVATIONS, LATEST, SEGMENTS);

  private final String prefix;

  /** Views of a database. */
  Views(String catalog, String database) {
    prefix = "`" + catalog + "`.`" + database + "`.";
  }

  /**
   * The views over the tables that are there.
   *
   * @param columns of a table
   */
  Map<String, CatalogView> over(List<String> tables, Function<String, Schema> columns) {
    Map<String, CatalogView> views = new TreeMap<>();
    if (tables.contains(OfflineTables.FEATURE_LOG)) {
      Schema featureLog = columns.apply(OfflineTables.FEATURE_LOG);
      views.put(
          OBSERVATIONS,
          view(
              featureLog,
              "feature_log with one row a user and tick: the newest known",
              first(featureLog, "user_id, as_of", "generation DESC, known_at DESC")));
      views.put(
          LATEST,
          view(
              featureLog,
              "of every user the row of the latest tick",
              first(featureLog, "user_id", "as_of DESC, generation DESC, known_at DESC")));
    }
    if (tables.contains(OfflineTables.PROFILES) && tables.contains(OfflineTables.SEGMENT_CHANGES)) {
      views.put(SEGMENTS, segments());
    }
    return views;
  }

  private String first(Schema columns, String partition, String order) {
    String names =
        String.join(
            ", ",
            columns.getColumns().stream().map(column -> "`" + column.getName() + "`").toList());
    return "SELECT "
        + names
        + " FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY "
        + partition
        + " ORDER BY "
        + order
        + ") AS `_place` FROM "
        + prefix
        + OfflineTables.FEATURE_LOG
        + ") WHERE `_place` = 1";
  }

  private CatalogView segments() {
    Schema columns =
        Schema.newBuilder()
            .column("user_id", DataTypes.STRING().notNull())
            .column("segment", DataTypes.BIGINT())
            .column("since", DataTypes.TIMESTAMP_LTZ(6))
            .column("churn_probability", DataTypes.DOUBLE())
            .column("as_of", DataTypes.TIMESTAMP_LTZ(6).notNull())
            .build();
    return view(
        columns,
        "who is in which segment now; since is null for those who have been from the first",
        "SELECT p.user_id, p.segment, c.since, p.churn_probability, p.as_of FROM "
            + prefix
            + OfflineTables.PROFILES
            + " AS p LEFT JOIN (SELECT user_id, to_segment, MAX(as_of) AS since FROM "
            + prefix
            + OfflineTables.SEGMENT_CHANGES
            + " GROUP BY user_id, to_segment) AS c"
            + " ON p.user_id = c.user_id AND p.segment = c.to_segment");
  }

  private static CatalogView view(Schema columns, String comment, String query) {
    return CatalogView.of(columns, comment, query, query, Map.of());
  }
}
