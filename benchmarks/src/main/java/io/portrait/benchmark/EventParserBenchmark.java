package io.portrait.benchmark;

import io.portrait.event.EventParser;
import io.portrait.event.EventRules;
import io.portrait.event.Origin;
import io.portrait.event.ParsedEvent;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A record of every field, 229 bytes, to an event. */
@State(Scope.Thread)
public class EventParserBenchmark {

  private static final String RECORD =
      "{\"event_id\":\"e-1\",\"user_id\":\"u-42\",\"type\":\"view\",\"time\":\"2025-11-20T10:15:30.123Z\","
          + "\"item_id\":\"sku-9\",\"category\":\"shoes\",\"amount\":59.90,\"quantity\":1,"
          + "\"text\":\"light trail running shoes\",\"attributes\":{\"device\":\"ios\"}}";

  private final byte[] record = RECORD.getBytes(StandardCharsets.UTF_8);
  private final Origin origin = new Origin("user-events", 0, 0);
  private final EventParser parser = new EventParser(EventRules.DEFAULT);

  /** Each byte is looked at, each field made. */
  @Benchmark
  public ParsedEvent parse() {
    return parser.parse(record, origin, Long.MAX_VALUE);
  }
}
