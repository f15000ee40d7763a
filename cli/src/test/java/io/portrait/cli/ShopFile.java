package io.portrait.cli;

import io.portrait.event.Event;
import io.portrait.event.EventParser;
import io.portrait.event.EventRules;
import io.portrait.event.Origin;
import io.portrait.event.ParsedEvent;
import io.portrait.event.RejectedEvent;
import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A file of a shop's records, malformed ones, late ones and copies among them, and what a replay
 * has to make of it.
 *
 * @param path of the file
 * @param lines it has
 * @param eventsByUser accepted events, copies not counted
 * @param rejected records, by reason
 */
record ShopFile(Path path, long lines, Map<String, Long> eventsByUser, Map<String, Long> rejected) {

  /** Writes the records of some hours that ended yesterday. */
  static ShopFile write(Path path, Duration hours) throws IOException {
    Instant end = Instant.now().minus(Duration.ofDays(1));
    Iterator<GeneratedRecord> records =
        new ShopGenerator(7, ShopRates.DEFAULT).between(end.minus(hours), end);
    EventParser parser = new EventParser(EventRules.DEFAULT);
    Origin nowhere = new Origin("", 0, 0);
    Map<String, Long> events = new TreeMap<>();
    Map<String, Long> rejected = new TreeMap<>();
    Set<String> ids = new HashSet<>();
    long lines = 0;
    try (OutputStream out = Files.newOutputStream(path)) {
      while (records.hasNext()) {
        byte[] line = records.next().value();
        out.write(line);
        out.write('\n');
        lines++;
        ParsedEvent parsed = parser.parse(line, nowhere, System.currentTimeMillis());
        if (parsed instanceof RejectedEvent wrong) {
          rejected.merge(wrong.reason().label(), 1L, Long::sum);
        } else if (parsed instanceof Event event
            && ids.add(event.userId() + ' ' + event.eventId())) {
          events.merge(event.userId(), 1L, Long::sum);
        }
      }
    }
    return new ShopFile(path, lines, events, rejected);
  }

  /** Accepted events of all users. */
  long accepted() {
    return eventsByUser.values().stream().mapToLong(Long::longValue).sum();
  }
}
