package io.portrait.job.window;

import io.portrait.job.CopiedState;
import io.portrait.online.OnlineMemory;
import io.portrait.online.OnlineMemory.Seen;
import io.portrait.online.OnlineStoreException;
import io.portrait.online.RedisAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Redis still has the rows it was given. It may have been killed and have come back without
 * its last second, or without anything; it may be another one than that of the savepoint.
 *
 * <p>While the job runs, a server that was started again counts as a loss: the last it acknowledged
 * may be gone. After a restore it does not where Redis has the {@link Mark} of the checkpoint that
 * the state is from, or a later one: what was before it is there, what came after it comes again.
 * Of a Redis Cluster the mark lies on one server only, so there it does.
 *
 * <p>Redis is asked by a thread of its own: the step never waits for it.
 *
 * <p>State: {@code token servers mark} of the checkpoint, as {@link Seen} has them, under {@code
 * served}; empty where not all rows were known to be there.
 */
final class ServedRows {

  private static final Logger LOG = LoggerFactory.getLogger(ServedRows.class);
  private static final long LOOK_EVERY_MILLIS = 2_000;
  private static final long CLOSE_WITHIN_MILLIS = 2_000;
  private static final String UNKNOWN = "";

  /** Beyond the time by which rows are written again, for those that are late. */
  private static final long SLACK_MILLIS = Duration.ofSeconds(10).toMillis();

  private final RedisAddress address;
  private final OnlineMemory memory;
  private final CopiedState<String> state;
  private final ScheduledThreadPoolExecutor thread;
  private final boolean isRestored;
  private final String restored;

  private volatile @Nullable Seen latest;

  /** The last that was judged; null before the first. */
  private @Nullable Seen judged;

  /** Rows that were lost are there again by then, by the clock. */
  private long completeFrom = Long.MIN_VALUE;

  /**
   * Restores what was known.
   *
   * @param context the operator's, in {@code initializeState}
   * @param address of the Redis that the rows are in
   * @param project whose rows
   */
  ServedRows(StateInitializationContext context, RedisAddress address, String project)
      throws Exception {
    this.address = address;
    memory = OnlineMemory.of(address, project);
    state = new CopiedState<>(context.getOperatorStateStore(), "served", Types.STRING);
    isRestored = context.isRestored();
    Set<String> known = new HashSet<>();
    state.restored().forEach(known::add);
    // Where some subtasks were still writing again, nobody knows what is there.
    restored = known.size() == 1 ? known.iterator().next() : UNKNOWN;
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread named = new Thread(task, "redis-memory");
              named.setDaemon(true);
              return named;
            });
  }

  /** Begins to look. */
  void open() {
    var unused =
        thread.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      latest = memory.look();
    } catch (OnlineStoreException unreachable) {
      // The sink says so, and waits; what became of the rows shows when Redis is back.
      LOG.debug("Redis cannot be looked at", unreachable);
    }
  }

  /** Whether rows have been lost; true once for each loss. */
  boolean haveBeenLost() {
    Seen now = latest;
    Seen before = judged;
    if (now == null || now.equals(before)) {
      return false;
    }
    judged = now;
    boolean isIntact = before == null ? isAsRestored(now) : isSame(before, now);
    if (!isIntact) {
      LOG.warn("{} may have lost rows: those of all users are written again", address);
    }
    return !isIntact;
  }

  private boolean isAsRestored(Seen now) {
    String[] fields = restored.split(" ", -1);
    if (fields.length != 3) {
      return !isRestored;
    }
    Mark mark = Mark.parse(fields[2]);
    return isSame(new Seen(fields[0], fields[1], ""), now)
        || (fields[0].equals(now.token())
            && !now.isCluster()
            && mark != null
            && mark.isRememberedBy(now));
  }

  private static boolean isSame(Seen before, Seen now) {
    return before.token().equals(now.token()) && before.servers().equals(now.servers());
  }

  /** Says by when the rows that were lost are written again, by the clock. */
  void completeFrom(long time) {
    completeFrom = time + SLACK_MILLIS;
  }

  /**
   * Writes what is known; call in {@code snapshotState}.
   *
   * @param mark of this checkpoint
   * @param now by the clock
   */
  void snapshot(Mark mark, long now) throws Exception {
    Seen seen = judged;
    if (seen == null) {
      state.snapshot(restored);
    } else if (now < completeFrom) {
      state.snapshot(UNKNOWN);
    } else {
      state.snapshot(seen.token() + " " + seen.servers() + " " + mark);
    }
  }

  /** Puts the mark of a complete checkpoint beside the rows. One subtask does it for all. */
  void mark(Mark mark) {
    thread.execute(
        () -> {
          try {
            memory.mark(mark.toString());
          } catch (OnlineStoreException unreachable) {
            LOG.debug("checkpoint {} is not marked in Redis", mark, unreachable);
          }
        });
  }

  /** Lets the mark of a last checkpoint through, which comes just before the end. */
  void close() throws InterruptedException {
    thread.shutdown();
    boolean isOver = thread.awaitTermination(CLOSE_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
    LOG.debug("looking at Redis has ended: {}", isOver);
    thread.shutdownNow();
    memory.close();
  }
}
