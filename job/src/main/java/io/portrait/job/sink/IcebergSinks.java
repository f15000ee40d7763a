package io.portrait.job.sink;

import io.portrait.definition.Definition;
import io.portrait.event.Pseudonyms;
import io.portrait.event.RejectedEvent;
import io.portrait.job.churn.ChurnAlert;
import io.portrait.job.churn.Label;
import io.portrait.job.learn.ModelReport;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.job.segment.SegmentChange;
import io.portrait.job.window.ErasureDone;
import io.portrait.job.window.ErasureRegister;
import io.portrait.job.wire.ErasureDoneWire;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineTables;
import io.portrait.profile.ProfileSchema;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.util.Collector;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.sink.FlinkSink;

/**
 * The Iceberg ends of the picture: each checkpoint is one commit, exactly once.
 *
 * <p>Checkpoints must be enabled and aligned; what comes after the last one is committed with the
 * checkpoint that Flink takes when a bounded input has ended. Uids start with what the caller says:
 * {@code -latest} and {@code -rows} are ours, {@code -writer}, {@code -committer} and {@code
 * -dummysink} Iceberg's.
 */
public final class IcebergSinks {

  private final Map<String, String> warehouse;
  private final String project;
  private final ProfileSchema profile;
  private final LearningRows learning;
  private final ErasureRegister register;
  private final int writeParallelism;

  private IcebergSinks(
      Map<String, String> warehouse,
      String project,
      ProfileSchema profile,
      LearningRows learning,
      ErasureRegister register,
      int writeParallelism) {
    this.warehouse = Map.copyOf(warehouse);
    this.project = project;
    this.profile = profile;
    this.learning = learning;
    this.register = register;
    this.writeParallelism = writeParallelism;
  }

  /**
   * Makes sure of the tables of a definition file.
   *
   * @param warehouse catalog properties as Iceberg names them
   * @param generation of the rows this run writes
   * @param writeParallelism how many subtasks write each table that is large, positive
   * @throws IllegalArgumentException if there is no such warehouse, or a table does not fit the
   *     definition file; one line
   */
  public static IcebergSinks open(
      Map<String, String> warehouse, Definition definition, long generation, int writeParallelism) {
    return open(warehouse, definition, generation, writeParallelism, Pseudonyms.NONE);
  }

  /**
   * The same of a project whose users may have pseudonyms.
   *
   * @throws IllegalArgumentException also if its rows were written under other names; one line
   */
  public static IcebergSinks open(
      Map<String, String> warehouse,
      Definition definition,
      long generation,
      int writeParallelism,
      Pseudonyms pseudonyms) {
    Catalog catalog = OfflineCatalog.create(warehouse);
    ErasureRegister register;
    try {
      OfflineTables.ensure(catalog, definition);
      OfflineTables.ensurePseudonyms(catalog, definition.project(), pseudonyms);
      register = ErasedUsers.read(catalog, definition.project(), System.currentTimeMillis());
    } finally {
      OfflineCatalog.close(catalog);
    }
    return new IcebergSinks(
        warehouse,
        definition.project(),
        ProfileSchema.of(definition),
        new LearningRows(generation, definition.hash()),
        register,
        writeParallelism);
  }

  /**
   * Keeps {@code profiles} at the latest row of every user.
   *
   * @param updates live rows and farewells, those of a user in the order in which they were made;
   *     ticks are passed over
   */
  public void profiles(DataStream<ProfileUpdate> updates, String uidPrefix) {
    TableIdentifier identifier = OfflineTables.identifier(project, OfflineTables.PROFILES);
    Table table = load(identifier);
    IcebergRows rows = IcebergRows.of(table.schema(), profile);
    DataStream<RowData> latest =
        updates
            .transform(
                uidPrefix + "-latest",
                updates.getType(),
                new LatestPerCheckpoint(LatestPerCheckpoint.DEFAULT_CAPACITY))
            .setParallelism(updates.getParallelism())
            .uid(uidPrefix + "-latest")
            .map(rows::of, typeOf(table))
            .setParallelism(updates.getParallelism())
            .name(uidPrefix + "-rows")
            .uid(uidPrefix + "-rows");
    IcebergFinalCommit.append(
        sink(latest, table, identifier, uidPrefix)
            .upsert(true)
            .equalityFieldColumns(List.of("user_id")),
        latest);
  }

  /**
   * Appends to {@code feature_log}.
   *
   * @param updates ticks; all else is passed over
   */
  public void featureLog(DataStream<ProfileUpdate> updates, String uidPrefix) {
    TableIdentifier identifier = OfflineTables.identifier(project, OfflineTables.FEATURE_LOG);
    Table table = load(identifier);
    IcebergRows rows = IcebergRows.of(table.schema(), profile);
    DataStream<RowData> ticks =
        updates
            .transform(
                uidPrefix + "-rows",
                typeOf(table),
                new FeatureLogRows(rows, FeatureLogRows.DEFAULT_CAPACITY))
            .setParallelism(updates.getParallelism())
            .uid(uidPrefix + "-rows");
    IcebergFinalCommit.append(sink(ticks, table, identifier, uidPrefix), ticks);
  }

  /** Appends to {@code rejected_events}, with the time by the clock. */
  public void rejectedEvents(DataStream<RejectedEvent> rejected, String uidPrefix) {
    TableIdentifier identifier = OfflineTables.identifier(project, OfflineTables.REJECTED_EVENTS);
    Table table = load(identifier);
    DataStream<RowData> rows =
        rejected
            .process(new RejectedRows(), typeOf(table))
            .setParallelism(rejected.getParallelism())
            .name(uidPrefix + "-rows")
            .uid(uidPrefix + "-rows");
    IcebergFinalCommit.append(sink(rows, table, identifier, uidPrefix), rows);
  }

  /** Appends to {@code labels}. */
  public void labels(DataStream<Label> labels, String uidPrefix) {
    append(labels, OfflineTables.LABELS, uidPrefix, writeParallelism, learning::of);
  }

  /** Appends to {@code models}. */
  public void models(DataStream<ModelReport> reports, String uidPrefix) {
    append(reports, OfflineTables.MODELS, uidPrefix, 1, learning::of);
  }

  /**
   * Appends to {@code erasures}, one checkpoint later than to all other tables: whoever sees a row
   * there sees all that was written of the user before, and none will follow.
   */
  public void erasures(DataStream<ErasureDone> erasures, String uidPrefix) {
    DataStream<ErasureDone> settled =
        erasures
            .transform(
                uidPrefix + "-settled",
                ErasureDoneWire.TYPE,
                new AfterCheckpoint<>(ErasureDoneWire.TYPE))
            .setParallelism(erasures.getParallelism())
            .uid(uidPrefix + "-settled");
    append(settled, OfflineTables.ERASURES, uidPrefix, 1, learning::of);
  }

  /** Users who had been erased when the tables were opened, as long as their tombstones stay. */
  public ErasureRegister register() {
    return register;
  }

  /** Appends to {@code segment_changes}. */
  public void segmentChanges(DataStream<SegmentChange> changes, String uidPrefix) {
    append(changes, OfflineTables.SEGMENT_CHANGES, uidPrefix, 1, learning::of);
  }

  /** Appends to {@code churn_alerts}. */
  public void churnAlerts(DataStream<ChurnAlert> alerts, String uidPrefix) {
    append(alerts, OfflineTables.CHURN_ALERTS, uidPrefix, 1, learning::of);
  }

  private <T> void append(
      DataStream<T> values,
      String name,
      String uidPrefix,
      int parallelism,
      LearningRows.Row<T> row) {
    TableIdentifier identifier = OfflineTables.identifier(project, name);
    Table table = load(identifier);
    DataStream<RowData> rows =
        values
            .process(new LearningRows.Rows<>(row), typeOf(table))
            .setParallelism(values.getParallelism())
            // Whoever learns never has a second subtask, which holds for a whole chain: a writer
            // in it, at parallelism 1, could not go on from a savepoint of several.
            .startNewChain()
            .name(uidPrefix + "-rows")
            .uid(uidPrefix + "-rows");
    IcebergFinalCommit.append(
        sink(rows, table, identifier, uidPrefix).writeParallelism(parallelism), rows);
  }

  private FlinkSink.Builder sink(
      DataStream<RowData> rows, Table table, TableIdentifier identifier, String uidPrefix) {
    return FlinkSink.forRowData(IcebergFinalCommit.planned(rows))
        .table(table)
        .tableLoader(TableLoader.fromCatalog(new IcebergCatalogLoader(warehouse), identifier))
        .uidPrefix(uidPrefix)
        .writeParallelism(writeParallelism);
  }

  private Table load(TableIdentifier identifier) {
    Catalog catalog = OfflineCatalog.load(warehouse);
    try {
      return catalog.loadTable(identifier);
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  private static InternalTypeInfo<RowData> typeOf(Table table) {
    return InternalTypeInfo.of(FlinkSchemaUtil.convert(table.schema()));
  }

  private static final class RejectedRows extends ProcessFunction<RejectedEvent, RowData> {

    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(RejectedEvent event, Context context, Collector<RowData> out) {
      out.collect(IcebergRows.of(event, context.timerService().currentProcessingTime()));
    }
  }
}
