package io.portrait.benchmark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * Has the tasks of a source wait for each other before the first row. Flink hands a part of the
 * rows to whoever asks first: a task that came late might get none, would have no time of its own
 * to tell, and nothing would be learned before the end. All run in this process.
 */
final class StartTogether {

  private static final Map<JobID, CountDownLatch> jobs = new ConcurrentHashMap<>();

  private StartTogether() {}

  /** Waits until every task has come here; call where a function opens. */
  static void await(RuntimeContext context) throws InterruptedException {
    int tasks = context.getTaskInfo().getNumberOfParallelSubtasks();
    CountDownLatch missing =
        jobs.computeIfAbsent(context.getJobInfo().getJobId(), unseen -> new CountDownLatch(tasks));
    missing.countDown();
    missing.await();
  }
}
