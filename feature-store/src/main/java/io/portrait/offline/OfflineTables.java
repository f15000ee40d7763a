package io.portrait.offline;

import io.portrait.definition.Definition;
import io.portrait.event.Pseudonyms;
import io.portrait.profile.ProfileSchema;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.Tasks;

/**
 * The offline tables of a project: where they are, and that they are there (contract 5).
 *
 * <p>A table only ever gains columns. One that a definition file drops stays, null from then on, so
 * that history keeps its values; a column whose type changed is refused, because the old values
 * would mean something else.
 */
public final class OfflineTables {

  /** The current row of every user. */
  public static final String PROFILES = "profiles";

  /** One row per active user per observation tick. */
  public static final String FEATURE_LOG = "feature_log";

  /** Every record that was no event. */
  public static final String REJECTED_EVENTS = "rejected_events";

  /** One row per model per observation tick. */
  public static final String MODELS = "models";

  /** One row per observed user whose label has matured. */
  public static final String LABELS = "labels";

  /** One row per user and tick at which the segment was another than before. */
  public static final String SEGMENT_CHANGES = "segment_changes";

  /** One row per user and tick at which the user became likely to leave. */
  public static final String CHURN_ALERTS = "churn_alerts";

  /** One row per erasure, without the user's id. */
  public static final String ERASURES = "erasures";

  /**
   * A property of {@link #ERASURES}: the salt of its hashes, 64 hex digits, random, made with the
   * table and never changed.
   */
  public static final String ERASURE_SALT = "portrait.erasure-salt";

  /**
   * A property of {@link #ERASURES}: {@link io.portrait.event.Pseudonyms#fingerprint} of the key
   * that users' pseudonyms are made by; not there where users keep their ids.
   */
  public static final String PSEUDONYM_KEY = "portrait.pseudonym-key";

  private static final int SALT_BYTES = 32;

  /** How often a change to a table is tried while other processes change it too. */
  private static final int RETRIES = 20;

  private static final Map<String, String> EVERY_TABLE =
      Map.of(
          TableProperties.FORMAT_VERSION, "2",
          TableProperties.DEFAULT_FILE_FORMAT, "parquet",
          TableProperties.PARQUET_COMPRESSION, "zstd",
          // A commit per checkpoint writes a metadata file each: without a bound they pile up.
          TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true",
          TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "50",
          TableProperties.COMMIT_NUM_RETRIES, "10");

  /**
   * A replay writes many days between two checkpoints, each to a file that stays open until then.
   * With small pages and row groups, 374 open files of 50 columns take 0.6 to 1.1 GB of heap where
   * Iceberg's defaults take 1.4 to over 2 GB. A dictionary of a day's numbers costs more to look up
   * than it saves: without, zstd makes the files 4 % smaller.
   */
  private static final Map<String, String> MANY_OPEN_FILES =
      Map.of(
          "parquet.enable.dictionary",
          "false",
          TableProperties.PARQUET_PAGE_SIZE_BYTES,
          "65536",
          TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
          "16777216");

  private OfflineTables() {}

  /** Where a table of a project is. */
  public static TableIdentifier identifier(String project, String table) {
    return TableIdentifier.of(project, table);
  }

  /**
   * Makes the tables of a definition file fit it: creates what is missing, adds the columns that
   * are new. Calling it again changes nothing; several processes may call it at once.
   *
   * @throws IllegalArgumentException if a column exists with another type, or has the name of a
   *     column that every table has; one line that names table and column
   */
  public static void ensure(Catalog catalog, Definition definition) {
    ProfileSchema profile = ProfileSchema.of(definition);
    createNamespace(catalog, definition.project());

    Schema profiles = TableSchemas.profiles(profile);
    ensure(
        catalog,
        identifier(definition.project(), PROFILES),
        profiles,
        PartitionSpec.unpartitioned(),
        Map.of(TableProperties.UPSERT_ENABLED, "true"));

    Schema featureLog = TableSchemas.featureLog(profile);
    ensure(
        catalog,
        identifier(definition.project(), FEATURE_LOG),
        featureLog,
        TableSchemas.byDayOfAsOf(featureLog),
        MANY_OPEN_FILES);

    Schema rejectedEvents = TableSchemas.rejectedEvents();
    ensure(
        catalog,
        identifier(definition.project(), REJECTED_EVENTS),
        rejectedEvents,
        TableSchemas.byDayOfRejection(rejectedEvents),
        // Bounds of raw bytes prune nothing.
        Map.of(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + "raw", "none"));

    ensureLearned(catalog, definition.project());
    ensureErasures(catalog, definition.project());
  }

  private static void ensureErasures(Catalog catalog, String project) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    // Whoever is first to create the table has made the salt.
    ensure(
        catalog,
        identifier(project, ERASURES),
        TableSchemas.erasures(),
        PartitionSpec.unpartitioned(),
        Map.of(ERASURE_SALT, HexFormat.of().formatHex(salt)));
  }

  /**
   * The salt by which a project names users who were erased.
   *
   * @param erasures the table {@link #ERASURES}
   * @return 32 bytes
   * @throws IllegalArgumentException if it is not there any more: nobody could be recognised
   */
  public static byte[] erasureSalt(Table erasures) {
    String hex = erasures.properties().get(ERASURE_SALT);
    if (hex == null || hex.length() != 2 * SALT_BYTES) {
      throw new IllegalArgumentException(
          "table " + erasures.name() + ": its property " + ERASURE_SALT + " is lost");
    }
    return HexFormat.of().parseHex(hex);
  }

  /**
   * Sees that all rows of a project are under the same names: with another key, or suddenly with
   * one, every user would be a second one.
   *
   * @throws IllegalArgumentException if the project's rows were written otherwise; one line
   */
  public static void ensurePseudonyms(Catalog catalog, String project, Pseudonyms pseudonyms) {
    Table erasures = catalog.loadTable(identifier(project, ERASURES));
    String written = erasures.properties().getOrDefault(PSEUDONYM_KEY, "");
    if (written.equals(pseudonyms.fingerprint())) {
      return;
    }
    boolean hasRows =
        catalog.loadTable(identifier(project, PROFILES)).currentSnapshot() != null
            || catalog.loadTable(identifier(project, REJECTED_EVENTS)).currentSnapshot() != null;
    if (!written.isEmpty() || hasRows) {
      throw new IllegalArgumentException(
          "the rows of project "
              + project
              + (written.isEmpty()
                  ? " were written without pseudonyms"
                  : " were written under pseudonyms"
                      + (pseudonyms.isKeyed() ? " of another key" : ""))
              + ": give what it was begun with, or begin another project and replay its events");
    }
    erasures.updateProperties().set(PSEUDONYM_KEY, pseudonyms.fingerprint()).commit();
  }

  private static void ensureLearned(Catalog catalog, String project) {
    ensure(
        catalog,
        identifier(project, MODELS),
        TableSchemas.models(),
        PartitionSpec.unpartitioned(),
        // Nor do bounds of JSON.
        Map.of(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + "parameters", "none"));

    Schema labels = TableSchemas.labels();
    ensure(
        catalog,
        identifier(project, LABELS),
        labels,
        TableSchemas.byDayOfAsOf(labels),
        MANY_OPEN_FILES);

    ensure(
        catalog,
        identifier(project, SEGMENT_CHANGES),
        TableSchemas.segmentChanges(),
        PartitionSpec.unpartitioned(),
        Map.of());
    ensure(
        catalog,
        identifier(project, CHURN_ALERTS),
        TableSchemas.churnAlerts(),
        PartitionSpec.unpartitioned(),
        Map.of());
  }

  private static void createNamespace(Catalog catalog, String project) {
    Namespace namespace = Namespace.of(project);
    if (catalog instanceof SupportsNamespaces namespaces
        && !namespaces.namespaceExists(namespace)) {
      try {
        namespaces.createNamespace(namespace);
      } catch (RuntimeException e) {
        // Another process may have been first, which is as good; catalogs say it in many ways.
        if (!namespaces.namespaceExists(namespace)) {
          throw e;
        }
      }
    }
  }

  private static void ensure(
      Catalog catalog,
      TableIdentifier identifier,
      Schema schema,
      PartitionSpec spec,
      Map<String, String> properties) {
    Table table = loadOrCreate(catalog, identifier, schema, spec, properties);
    Tasks.foreach(table)
        .retry(RETRIES)
        .exponentialBackoff(20, 1_000, 60_000, 2.0)
        .onlyRetryOn(CommitFailedException.class)
        .run(
            present -> {
              present.refresh();
              evolve(present, identifier, schema);
            });
  }

  private static Table loadOrCreate(
      Catalog catalog,
      TableIdentifier identifier,
      Schema schema,
      PartitionSpec spec,
      Map<String, String> properties) {
    try {
      return catalog.loadTable(identifier);
    } catch (NoSuchTableException missing) {
      try {
        return catalog
            .buildTable(identifier, schema)
            .withPartitionSpec(spec)
            .withProperties(EVERY_TABLE)
            .withProperties(properties)
            .create();
      } catch (RuntimeException e) {
        if (!catalog.tableExists(identifier)) {
          throw e;
        }
        return catalog.loadTable(identifier);
      }
    }
  }

  private static void evolve(Table table, TableIdentifier identifier, Schema wanted) {
    UpdateSchema update = table.updateSchema();
    boolean changed = false;
    for (Types.NestedField column : wanted.columns()) {
      Types.NestedField present = table.schema().findField(column.name());
      if (present == null) {
        update.addColumn(column.name(), column.type(), column.doc());
        changed = true;
      } else if (!sameType(present.type(), column.type())) {
        throw new IllegalArgumentException(
            String.format(
                "table %s, column %s: holds %s, but the definition file makes it %s; give the"
                    + " feature another name",
                identifier, column.name(), present.type(), column.type()));
      }
    }
    if (changed) {
      update.commit();
    }
  }

  /** Whether two types hold the same, whatever ids their parts have. */
  private static boolean sameType(Type one, Type other) {
    return withoutIds(one).equals(withoutIds(other));
  }

  private static Type withoutIds(Type type) {
    return TypeUtil.assignIds(type, ignored -> 0);
  }
}
