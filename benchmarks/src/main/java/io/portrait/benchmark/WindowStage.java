package io.portrait.benchmark;

import io.portrait.event.Event;
import io.portrait.job.ProfileJob;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A window step, or what one is compared to.
 *
 * @param name by which it is chosen
 * @param label what it is called in a table
 * @param workload what it is fed
 * @param backend where its state lies, as Flink calls it
 * @param step draws everything behind the source
 */
record WindowStage(String name, String label, Workload workload, String backend, Step step) {

  /** On disk, behind a cache. */
  static final String ROCKSDB = "rocksdb";

  /** Objects in memory. */
  static final String HEAP = "hashmap";

  /** Draws everything behind the source. */
  interface Step {
    void draw(DataStream<Event> events);
  }

  /** The same with fewer events, for warming up. */
  WindowStage scaledTo(long events) {
    return new WindowStage(name, label, workload.scaledTo(events), backend, step);
  }

  /** Draws the job, set up as Portrait's is. */
  void draw(StreamExecutionEnvironment env) {
    Configuration state = new Configuration();
    state.set(StateBackendOptions.STATE_BACKEND, backend);
    env.configure(state);
    ProfileJob.configure(env);
    step.draw(Arrival.mark(WorkloadSource.from(env, workload)));
  }
}
