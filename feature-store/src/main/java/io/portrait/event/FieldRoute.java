package io.portrait.event;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where in a record the fields of an event stand: a tree of names that follows the record's own
 * nesting. The root is the record; a child is an object's entry, or an array's by its index.
 */
final class FieldRoute {

  private final Map<String, FieldRoute> children = new HashMap<>();
  private final List<EventField> fields = new ArrayList<>(1);
  private boolean holdsAttributes;

  private FieldRoute() {}

  /**
   * The routes of contract 1, some of them moved.
   *
   * @param pointers canonical field name to JSON pointer (RFC 6901); a field that is not named
   *     keeps its canonical place
   * @throws IllegalArgumentException if a name is no field, or a pointer does not begin with a
   *     slash
   */
  static FieldRoute of(Map<String, String> pointers) {
    FieldRoute root = new FieldRoute();
    Map<String, String> unused = new HashMap<>(pointers);
    for (EventField field : EventField.values()) {
      String pointer = unused.remove(field.label());
      root.at(pointer == null ? "/" + field.label() : pointer).add(field);
    }
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException("no such event field: " + unused.keySet());
    }
    return root;
  }

  private FieldRoute at(String pointer) {
    if (!pointer.startsWith("/")) {
      throw new IllegalArgumentException("a JSON pointer begins with a slash: \"" + pointer + '"');
    }
    FieldRoute route = this;
    for (String step : Splitter.on('/').split(pointer.substring(1))) {
      String name = step.replace("~1", "/").replace("~0", "~");
      route = route.children.computeIfAbsent(name, absent -> new FieldRoute());
    }
    return route;
  }

  private void add(EventField field) {
    fields.add(field);
    holdsAttributes |= field == EventField.ATTRIBUTES;
  }

  /** Where a name leads; null if nothing is mapped there or below. */
  @Nullable FieldRoute child(String name) {
    return children.get(name);
  }

  /** The fields that stand right here; often one, several if a file maps them to one place. */
  List<EventField> fields() {
    return fields;
  }

  /** Whether the entries of an object here are the event's attributes. */
  boolean holdsAttributes() {
    return holdsAttributes;
  }

  /** Whether nothing is mapped below. */
  boolean isLeaf() {
    return children.isEmpty();
  }

  /** Forgets what stood here and below: of two entries with one name the last one counts. */
  void forget(EventDraft draft) {
    for (EventField field : fields) {
      draft.forget(field);
    }
    for (FieldRoute child : children.values()) {
      child.forget(draft);
    }
  }
}
