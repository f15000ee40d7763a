package io.portrait.benchmark;

import io.portrait.benchmark.FourAggregates.Accumulator;
import io.portrait.event.Event;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;

/**
 * The columns of {@link WindowDefinitions#sixteen()} with Flink's own sliding windows: an event
 * goes into each window that covers it, 492 in all, and each window ends with a row.
 */
final class SlidingWindows {

  private static final TypeInformation<Accumulator> TYPE = Types.POJO(Accumulator.class);

  private SlidingWindows() {}

  /** The four windows, and a count of their rows. */
  static void draw(DataStream<Event> events) {
    KeyedStream<Event, String> byUser = events.keyBy(Event::userId, Types.STRING);
    RowCount.end(
        of(byUser, Duration.ofHours(1), Duration.ofMinutes(1))
            .union(
                of(byUser, Duration.ofHours(24), Duration.ofMinutes(10)),
                of(byUser, Duration.ofDays(7), Duration.ofHours(1)),
                of(byUser, Duration.ofDays(30), Duration.ofHours(6))),
        window -> true);
  }

  private static DataStream<Accumulator> of(
      KeyedStream<Event, String> byUser, Duration size, Duration hop) {
    String name = "sliding-" + size.toHours() + "h";
    return byUser
        .window(SlidingEventTimeWindows.of(size, hop))
        .aggregate(new FourAggregates(), TYPE, TYPE)
        .name(name)
        .uid(name);
  }
}
