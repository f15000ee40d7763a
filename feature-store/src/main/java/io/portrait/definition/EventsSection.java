package io.portrait.definition;

import io.portrait.event.EventRules;
import io.portrait.yaml.YamlMapping;
import io.portrait.yaml.YamlScalar;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads {@code events}. */
final class EventsSection {

  /** The event's own fields, which a file can find elsewhere in the record. */
  private static final List<String> FIELDS =
      List.of(
          "user_id",
          "type",
          "time",
          "event_id",
          "item_id",
          "category",
          "amount",
          "quantity",
          "text");

  /** RFC 6901, the whole document left out. */
  private static final Pattern POINTER = Pattern.compile("(/([^~/]|~[01])*)+");

  private final YamlMapping section;

  EventsSection(YamlMapping section) {
    this.section = section;
  }

  EventRules read() {
    section.unknownKeysAreErrors(
        List.of(
            "max_out_of_orderness",
            "max_future",
            "idle_after",
            "deduplicate_within",
            "fields",
            "erase",
            "pseudonymise"));
    EventRules standard = EventRules.DEFAULT;
    return new EventRules(
        section.duration("max_out_of_orderness", standard.maxOutOfOrderness(), Duration.ZERO),
        section.duration("max_future", standard.maxFuture()),
        section.duration("idle_after", standard.idleAfter()),
        section.duration("deduplicate_within", standard.deduplicateWithin(), Duration.ZERO),
        fields(section.section("fields")),
        section.text("erase", standard.erase()),
        section.flag("pseudonymise", standard.pseudonymise()));
  }

  private static Map<String, String> fields(YamlMapping fields) {
    fields.unknownKeysAreErrors(FIELDS);
    Map<String, String> pointers = new LinkedHashMap<>();
    for (String field : fields.keys()) {
      YamlScalar scalar = fields.scalar(field);
      String pointer = scalar == null ? null : scalar.text();
      if (scalar == null || pointer == null) {
        continue;
      }
      if (POINTER.matcher(pointer).matches()) {
        pointers.put(field, pointer);
      } else {
        scalar.problem("'" + pointer + "' is no JSON pointer such as /user/id");
      }
    }
    return Map.copyOf(pointers);
  }
}
