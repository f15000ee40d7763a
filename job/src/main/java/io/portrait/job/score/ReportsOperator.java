package io.portrait.job.score;

import io.portrait.job.learn.ModelReport;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Either;

/**
 * Runs {@link Reports}, and sees that no report that waits there names a user who was erased as
 * typical of a segment.
 *
 * <p>A report comes by another way than the erasure: one that was made before it may get here after
 * it. It is here before the next barrier, which both inputs have in common; so an erasure counts
 * until then.
 */
final class ReportsOperator
    extends KeyedCoProcessOperator<Long, ModelReport, Either<TickCounts, String>, ModelReport> {

  private static final long serialVersionUID = 1;

  /** Users erased since the last barrier; travels to the workers empty. */
  private final HashSet<String> erased = new HashSet<>();

  ReportsOperator(Reports function) {
    super(function);
  }

  @Override
  public void processElement1(StreamRecord<ModelReport> element) throws Exception {
    ModelReport report = element.getValue();
    super.processElement1(element.replace(without(erased, report), element.getTimestamp()));
  }

  @Override
  public void processElement2(StreamRecord<Either<TickCounts, String>> element) throws Exception {
    if (element.getValue().isLeft()) {
      super.processElement2(element);
    } else {
      erased.add(element.getValue().right());
      forget(Set.of(element.getValue().right()));
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    erased.clear();
  }

  private void forget(Set<String> users) throws Exception {
    getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            Reports.SAID,
            (tick, said) -> {
              for (Map.Entry<String, ModelReport> entry : said.entries()) {
                ModelReport without = without(users, entry.getValue());
                if (!without.equals(entry.getValue())) {
                  entry.setValue(without);
                }
              }
            });
  }

  private static ModelReport without(Set<String> users, ModelReport report) {
    ModelReport without = report;
    for (String userId : users) {
      without = without.without(userId);
    }
    return without;
  }
}
