package io.portrait.sql.catalog;

import io.portrait.job.sink.IcebergCatalogLoader;
import io.portrait.offline.OfflineTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.CatalogDatabase;
import org.apache.flink.table.catalog.CatalogDatabaseImpl;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.flink.table.factories.Factory;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.flink.FlinkCatalog;

/**
 * Everything that is known of a project's users, without a word of DDL: one database, named like
 * the project, with its Iceberg tables, the live tables that were asked for, and some views.
 * Read-only, so that a slip of the hand drops no history.
 */
public final class PortraitCatalog extends ReadOnlyCatalog {

  private final String project;
  private final FlinkCatalog iceberg;
  private final LiveTables live;

  /**
   * A catalog over a project's warehouse.
   *
   * @param warehouse catalog properties as Iceberg names them
   * @param live what is served and what comes in; their tables exist where addresses are given
   */
  public PortraitCatalog(
      String name, String project, Map<String, String> warehouse, LiveTables live) {
    super(name, project);
    this.project = project;
    this.live = live;
    iceberg =
        new FlinkCatalog(
            name,
            project,
            Namespace.empty(),
            new IcebergCatalogLoader(warehouse),
            Map.of(),
            // A session lasts, and tables change meanwhile.
            false,
            -1);
  }

  @Override
  public void open() {
    iceberg.open();
  }

  @Override
  public void close() {
    iceberg.close();
  }

  @Override
  public Optional<Factory> getFactory() {
    return Optional.of(new ReadOnlyTables(iceberg));
  }

  @Override
  public List<String> listDatabases() {
    return List.of(project);
  }

  @Override
  public boolean databaseExists(String database) {
    return database.equals(project);
  }

  @Override
  public CatalogDatabase getDatabase(String database) throws DatabaseNotExistException {
    check(database);
    return new CatalogDatabaseImpl(Map.of(), "what is known of the users of " + project);
  }

  @Override
  public List<String> listTables(String database) throws DatabaseNotExistException {
    check(database);
    List<String> names = new ArrayList<>(stored());
    names.addAll(own().keySet());
    names.sort(null);
    return names;
  }

  @Override
  public List<String> listViews(String database) throws DatabaseNotExistException {
    check(database);
    return own().entrySet().stream()
        .filter(entry -> entry.getValue().getTableKind() == CatalogBaseTable.TableKind.VIEW)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public CatalogBaseTable getTable(ObjectPath path) throws TableNotExistException {
    if (!databaseExists(path.getDatabaseName())) {
      throw new TableNotExistException(getName(), path);
    }
    if (LiveTables.NAMES.contains(path.getObjectName())
        || Views.NAMES.contains(path.getObjectName())) {
      CatalogBaseTable own = own().get(path.getObjectName());
      if (own == null) {
        throw new TableNotExistException(getName(), path);
      }
      return own;
    }
    return iceberg.getTable(path);
  }

  @Override
  public boolean tableExists(ObjectPath path) {
    if (!databaseExists(path.getDatabaseName())) {
      return false;
    }
    return own().containsKey(path.getObjectName()) || iceberg.tableExists(path);
  }

  /** What is no Iceberg table, by name. */
  private Map<String, CatalogBaseTable> own() {
    Map<String, CatalogBaseTable> own = new TreeMap<>();
    try {
      List<String> stored = stored();
      if (stored.contains(OfflineTables.PROFILES)) {
        own.putAll(live.profiles(project, schema(OfflineTables.PROFILES)));
      }
      own.putAll(live.events());
      own.putAll(new Views(getName(), project).over(stored, this::schema));
    } catch (DatabaseNotExistException e) {
      // Nothing was written yet.
      own.putAll(live.events());
    }
    return own;
  }

  private List<String> stored() throws DatabaseNotExistException {
    return iceberg.databaseExists(project) ? iceberg.listTables(project) : List.of();
  }

  private Schema schema(String table) {
    try {
      return iceberg.getTable(new ObjectPath(project, table)).getUnresolvedSchema();
    } catch (TableNotExistException e) {
      throw new IllegalStateException(table + " was there a moment ago", e);
    }
  }

  private void check(String database) throws DatabaseNotExistException {
    if (!databaseExists(database)) {
      throw new DatabaseNotExistException(getName(), database);
    }
  }
}
