package io.portrait.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attributes as they are read, in the record's order; costs nothing while there are none. */
final class Attributes {

  private @Nullable Map<String, Object> entries;

  /** Sets one; null takes it away, for of two entries with one name the last one counts. */
  void put(String name, @Nullable Object value) {
    if (value == null) {
      if (entries != null) {
        entries.remove(name);
      }
      return;
    }
    if (entries == null) {
      entries = new LinkedHashMap<>();
    }
    entries.put(name, value);
  }

  void clear() {
    entries = null;
  }

  /** Both together, unmodifiable; where they clash the preferred one counts. Both are used up. */
  static Map<String, Object> merge(Attributes others, Attributes preferred) {
    Map<String, Object> merged = others.entries == null ? preferred.entries : others.entries;
    if (merged == null) {
      return Map.of();
    }
    if (preferred.entries != null && merged != preferred.entries) {
      merged.putAll(preferred.entries);
    }
    others.entries = null;
    preferred.entries = null;
    return Collections.unmodifiableMap(merged);
  }
}
