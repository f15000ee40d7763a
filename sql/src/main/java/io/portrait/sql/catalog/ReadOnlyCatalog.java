package io.portrait.sql.catalog;

import java.util.List;
import org.apache.flink.table.catalog.AbstractCatalog;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.CatalogDatabase;
import org.apache.flink.table.catalog.CatalogFunction;
import org.apache.flink.table.catalog.CatalogPartition;
import org.apache.flink.table.catalog.CatalogPartitionSpec;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.CatalogException;
import org.apache.flink.table.catalog.exceptions.FunctionNotExistException;
import org.apache.flink.table.catalog.exceptions.PartitionNotExistException;
import org.apache.flink.table.catalog.stats.CatalogColumnStatistics;
import org.apache.flink.table.catalog.stats.CatalogTableStatistics;
import org.apache.flink.table.expressions.Expression;

/** A catalog that nothing can be done to: without functions, partitions and statistics. */
abstract class ReadOnlyCatalog extends AbstractCatalog {

  ReadOnlyCatalog(String name, String defaultDatabase) {
    super(name, defaultDatabase);
  }

  private CatalogException refusal(String what) {
    return new CatalogException(
        what
            + ": catalog "
            + getName()
            + " is read-only; say CREATE TEMPORARY, or use another catalog");
  }

  @Override
  public final void createDatabase(String name, CatalogDatabase database, boolean ignoreIfExists) {
    throw refusal("database " + name);
  }

  @Override
  public final void dropDatabase(String name, boolean ignoreIfNotExists, boolean cascade) {
    throw refusal("database " + name);
  }

  @Override
  public final void alterDatabase(String name, CatalogDatabase fresh, boolean ignoreIfNotExists) {
    throw refusal("database " + name);
  }

  @Override
  public final void dropTable(ObjectPath path, boolean ignoreIfNotExists) {
    throw refusal(path.getObjectName());
  }

  @Override
  public final void renameTable(ObjectPath path, String newName, boolean ignoreIfNotExists) {
    throw refusal(path.getObjectName());
  }

  @Override
  public final void createTable(ObjectPath path, CatalogBaseTable table, boolean ignoreIfExists) {
    throw refusal(path.getObjectName());
  }

  @Override
  public final void alterTable(ObjectPath path, CatalogBaseTable fresh, boolean ignoreIfNotExists) {
    throw refusal(path.getObjectName());
  }

  @Override
  public List<CatalogPartitionSpec> listPartitions(ObjectPath path) {
    return List.of();
  }

  @Override
  public List<CatalogPartitionSpec> listPartitions(ObjectPath path, CatalogPartitionSpec spec) {
    return List.of();
  }

  @Override
  public List<CatalogPartitionSpec> listPartitionsByFilter(
      ObjectPath path, List<Expression> filters) {
    return List.of();
  }

  @Override
  public CatalogPartition getPartition(ObjectPath path, CatalogPartitionSpec spec)
      throws PartitionNotExistException {
    throw new PartitionNotExistException(getName(), path, spec);
  }

  @Override
  public boolean partitionExists(ObjectPath path, CatalogPartitionSpec spec) {
    return false;
  }

  @Override
  public final void createPartition(
      ObjectPath path, CatalogPartitionSpec spec, CatalogPartition fresh, boolean ignoreIfExists) {
    throw refusal(path.getObjectName());
  }

  @Override
  public final void dropPartition(
      ObjectPath path, CatalogPartitionSpec spec, boolean ignoreIfNotExists) {
    throw refusal(path.getObjectName());
  }

  @Override
  public final void alterPartition(
      ObjectPath path,
      CatalogPartitionSpec spec,
      CatalogPartition fresh,
      boolean ignoreIfNotExists) {
    throw refusal(path.getObjectName());
  }

  @Override
  public List<String> listFunctions(String database) {
    return List.of();
  }

  @Override
  public CatalogFunction getFunction(ObjectPath path) throws FunctionNotExistException {
    throw new FunctionNotExistException(getName(), path);
  }

  @Override
  public boolean functionExists(ObjectPath path) {
    return false;
  }

  @Override
  public final void createFunction(
      ObjectPath path, CatalogFunction function, boolean ignoreIfExists) {
    throw refusal(path.getObjectName());
  }

  @Override
  public final void alterFunction(
      ObjectPath path, CatalogFunction fresh, boolean ignoreIfNotExists) {
    throw refusal(path.getObjectName());
  }

  @Override
  public final void dropFunction(ObjectPath path, boolean ignoreIfNotExists) {
    throw refusal(path.getObjectName());
  }

  @Override
  public CatalogTableStatistics getTableStatistics(ObjectPath path) {
    return CatalogTableStatistics.UNKNOWN;
  }

  @Override
  public CatalogColumnStatistics getTableColumnStatistics(ObjectPath path) {
    return CatalogColumnStatistics.UNKNOWN;
  }

  @Override
  public CatalogTableStatistics getPartitionStatistics(ObjectPath path, CatalogPartitionSpec spec) {
    return CatalogTableStatistics.UNKNOWN;
  }

  @Override
  public CatalogColumnStatistics getPartitionColumnStatistics(
      ObjectPath path, CatalogPartitionSpec spec) {
    return CatalogColumnStatistics.UNKNOWN;
  }

  @Override
  public final void alterTableStatistics(
      ObjectPath path, CatalogTableStatistics statistics, boolean ignoreIfNotExists) {
    throw refusal(path.getObjectName());
  }

  @Override
  public final void alterTableColumnStatistics(
      ObjectPath path, CatalogColumnStatistics statistics, boolean ignoreIfNotExists) {
    throw refusal(path.getObjectName());
  }

  @Override
  public final void alterPartitionStatistics(
      ObjectPath path,
      CatalogPartitionSpec spec,
      CatalogTableStatistics statistics,
      boolean ignoreIfNotExists) {
    throw refusal(path.getObjectName());
  }

  @Override
  public final void alterPartitionColumnStatistics(
      ObjectPath path,
      CatalogPartitionSpec spec,
      CatalogColumnStatistics statistics,
      boolean ignoreIfNotExists) {
    throw refusal(path.getObjectName());
  }
}
