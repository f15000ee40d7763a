package io.portrait.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Streams;
import io.portrait.definition.Definition;
import io.portrait.event.Origin;
import io.portrait.event.RejectReason;
import io.portrait.event.RejectedEvent;
import io.portrait.job.wire.RejectedEventWire;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineTables;
import io.portrait.offline.TestDefinitions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.flink.sink.FlinkWriteResult;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.WriteResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's own committer in a harness, given what two writers hand over as they end. */
class IcebergFinalCommitTest {

  /** As Iceberg's writers say it. */
  private static final long AT_THE_END = Long.MAX_VALUE;

  private static final Definition SHOP = TestDefinitions.of("shop", TestDefinitions.count("views"));

  /** What is drawn for the committer's sake is never run. */
  private static final RejectedEvent NOTHING =
      new RejectedEvent(new byte[0], RejectReason.BAD_TIME, "", new Origin("", 0, 0));

  private final Map<String, String> warehouse;
  private Catalog catalog;

  private OneInputStreamOperatorTestHarness<FlinkWriteResult, Void> committer;

  @SuppressWarnings("NullAway.Init")
  IcebergFinalCommitTest(@TempDir Path folder) {
    warehouse = OfflineCatalog.local(folder.resolve("warehouse"));
  }

  @BeforeEach
  void open() throws Exception {
    committer = committer();
    committer.open();
    catalog = OfflineCatalog.open(warehouse);
  }

  @AfterEach
  void close() throws Exception {
    committer.close();
    OfflineCatalog.close(catalog);
  }

  @Test
  void twoWritersThatEndBeforeAndAfterABarrierLoseNothing() throws Exception {
    handOver("first", AT_THE_END);
    committer.snapshot(1, 1);
    committer.notifyOfCompletedCheckpoint(1);
    assertThat(committed()).containsExactly("first");
    handOver("second", AT_THE_END);
    committer.endInput();
    committer.snapshot(2, 2);
    assertThat(committed()).containsExactly("first");

    committer.notifyOfCompletedCheckpoint(2);

    assertThat(committed()).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void theCheckpointThatHoldsTheFirstEndMayFail() throws Exception {
    handOver("first", AT_THE_END);
    committer.snapshot(1, 1);
    handOver("second", 2);
    handOver("second at its end", AT_THE_END);
    committer.endInput();
    committer.snapshot(2, 2);

    committer.notifyOfCompletedCheckpoint(2);

    assertThat(committed()).containsExactlyInAnyOrder("first", "second", "second at its end");
  }

  @Test
  void aRestoredOneCommitsTheEndsThatItsCheckpointHolds() throws Exception {
    handOver("first", AT_THE_END);
    committer.snapshot(1, 1);
    handOver("second", AT_THE_END);
    committer.endInput();
    OperatorSubtaskState state = committer.snapshot(2, 2);
    committer.close();

    committer = committer();
    committer.initializeState(state);
    committer.open();

    assertThat(committed()).containsExactlyInAnyOrder("first", "second");
  }

  private void handOver(String name, long checkpointId) throws Exception {
    DataFile file =
        DataFiles.builder(table().spec())
            .withPath(name)
            .withFormat(FileFormat.PARQUET)
            .withFileSizeInBytes(1)
            .withRecordCount(1)
            .build();
    WriteResult result = WriteResult.builder().addDataFiles(file).build();
    committer.processElement(new StreamRecord<>(new FlinkWriteResult(checkpointId, result)));
  }

  private List<String> committed() throws IOException {
    try (CloseableIterable<FileScanTask> files = table().newScan().planFiles()) {
      return Streams.stream(files).map(task -> task.file().location()).toList();
    }
  }

  private Table table() {
    return catalog.loadTable(OfflineTables.identifier("shop", OfflineTables.REJECTED_EVENTS));
  }

  /** The committer of {@code rejected_events} as the job draws it. */
  @SuppressWarnings("unchecked") // what Iceberg's committer takes
  private OneInputStreamOperatorTestHarness<FlinkWriteResult, Void> committer() throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    IcebergSinks.open(warehouse, SHOP, 0, 2)
        .rejectedEvents(
            env.fromSequence(0, 0).map(number -> NOTHING, RejectedEventWire.TYPE),
            "rejected-events");
    StreamNode drawn =
        env.getStreamGraph().getStreamNodes().stream()
            .filter(node -> "rejected-events-committer".equals(node.getTransformationUID()))
            .findFirst()
            .orElseThrow();
    OneInputStreamOperatorTestHarness<FlinkWriteResult, Void> harness =
        new OneInputStreamOperatorTestHarness<>(
            (OneInputStreamOperatorFactory<FlinkWriteResult, Void>) drawn.getOperatorFactory());
    harness.getStreamConfig().setCheckpointingEnabled(true);
    return harness;
  }
}
