package io.portrait.benchmark.learning;

import io.portrait.event.Event;
import io.portrait.event.EventFile;
import io.portrait.event.EventParser;
import io.portrait.event.EventRules;
import io.portrait.event.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the events of a file into memory; what is no event is passed over. */
final class EventReader {

  private static final Origin NOWHERE = new Origin("", 0, 0);

  private EventReader() {}

  static List<Event> read(Path file, EventRules rules) throws IOException {
    EventParser parser = new EventParser(rules);
    long now = System.currentTimeMillis();
    List<Event> events = new ArrayList<>();
    try (EventFile lines = EventFile.open(file)) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        if (parser.parse(line, NOWHERE, now) instanceof Event event) {
          events.add(event);
        }
      }
    }
    return events;
  }
}
