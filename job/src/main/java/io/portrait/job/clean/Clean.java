package io.portrait.job.clean;

import io.portrait.event.RejectedEvent;
import io.portrait.event.UserRecord;
import io.portrait.job.JobConfig;
import io.portrait.job.Uids;
import io.portrait.job.wire.EventWire;
import io.portrait.job.wire.RejectedEventWire;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** Step 1: events on, rejected records aside. */
public final class Clean {

  static final OutputTag<RejectedEvent> REJECTED =
      new OutputTag<>("rejected", RejectedEventWire.TYPE);

  private Clean() {}

  /**
   * What came out of cleaning.
   *
   * @param events accepted so far, duplicates fall away where the user's state lies; and erasures
   * @param rejected every record that is no event, with its reason
   */
  public record Cleaned(DataStream<UserRecord> events, DataStream<RejectedEvent> rejected) {}

  /** Sorts records into events and rejected events and counts both. */
  public static Cleaned from(DataStream<RawEvent> raw, JobConfig config) {
    SingleOutputStreamOperator<UserRecord> events =
        raw.process(
                new CleanFunction(config.definition().longestWindowMillis(), config.pseudonyms()))
            .returns(EventWire.TYPE)
            // In the source's own task: its watermark is the one that counts, its order stays.
            .setParallelism(raw.getParallelism())
            .name("clean")
            .uid(Uids.CLEAN);
    return new Cleaned(events, events.getSideOutput(REJECTED));
  }
}
