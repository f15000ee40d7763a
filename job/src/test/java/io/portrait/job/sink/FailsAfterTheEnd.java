package io.portrait.job.sink;

import io.portrait.offline.OfflineCatalog;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.awaitility.Awaitility;

/**
 * Fails in the first attempt once its input has ended, after a moment in which a sink that commits
 * at the end of its input, before the last checkpoint, would have done so.
 */
final class FailsAfterTheEnd extends AbstractStreamOperator<Long>
    implements OneInputStreamOperator<Long, Long> {

  private static final long serialVersionUID = 1L;
  private static final String COMMITTED = "flink.max-committed-checkpoint-id";

  private final Map<String, String> warehouse;
  private final String namespace;
  private final String table;

  FailsAfterTheEnd(Map<String, String> warehouse, TableIdentifier table) {
    this.warehouse = Map.copyOf(warehouse);
    this.namespace = table.namespace().toString();
    this.table = table.name();
  }

  @Override
  public void processElement(StreamRecord<Long> element) {}

  @Override
  public void finish() throws Exception {
    if (getRuntimeContext().getTaskInfo().getAttemptNumber() == 0) {
      Awaitility.await("a commit before the last checkpoint, or this failure")
          .atMost(Duration.ofSeconds(2))
          .until(this::committedToTheEnd);
      throw new IllegalStateException("failure wanted by the test");
    }
    super.finish();
  }

  private boolean committedToTheEnd() {
    Catalog catalog = OfflineCatalog.open(warehouse);
    try {
      Snapshot snapshot = catalog.loadTable(TableIdentifier.of(namespace, table)).currentSnapshot();
      return snapshot != null
          && String.valueOf(Long.MAX_VALUE).equals(snapshot.summary().get(COMMITTED));
    } finally {
      OfflineCatalog.close(catalog);
    }
  }
}
