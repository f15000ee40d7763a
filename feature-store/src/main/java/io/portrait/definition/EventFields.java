package io.portrait.definition;

import io.portrait.definition.Field.Kind;
import io.portrait.yaml.NearestName;
import io.portrait.yaml.YamlMapping;
import io.portrait.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code of}: the field of an event that a feature aggregates. */
final class EventFields {

  private static final List<String> NUMBERS = List.of("amount", "quantity");
  private static final List<String> TEXTS =
      List.of("event_id", "type", "item_id", "category", "text");

  private EventFields() {}

  /**
   * The field of a feature.
   *
   * @param aggregate null where it is wrong itself, and so nobody knows what it needs
   * @return null where the aggregate takes none, or where something is wrong
   */
  static @Nullable Field read(YamlMapping entry, @Nullable Aggregate aggregate) {
    if (aggregate != null && aggregate.needsField() != entry.isMeant("of")) {
      if (entry.isMeant("of")) {
        entry.problem(entry.positionOf("of"), aggregate.label() + " takes no 'of'");
      } else {
        entry.problem(aggregate.label() + " needs 'of'");
      }
      return null;
    }
    YamlScalar scalar = entry.scalar("of");
    String name = scalar == null ? null : scalar.text();
    return scalar == null || name == null ? null : read(scalar, name, aggregate);
  }

  /** The text field of a section; null with a problem noted where it is none. */
  static @Nullable Field readText(YamlScalar scalar) {
    String name = scalar.text();
    Field field = name == null ? null : read(scalar, name, Aggregate.LAST);
    if (field != null && field.kind() != Kind.TEXT) {
      scalar.problem("'" + name + "' is a number, not a text");
      return null;
    }
    return field;
  }

  private static @Nullable Field read(
      YamlScalar scalar, String name, @Nullable Aggregate aggregate) {
    boolean takesText = aggregate == null || aggregate.takes(Kind.TEXT);
    boolean takesNumber = aggregate == null || aggregate.takes(Kind.NUMBER);
    if (NUMBERS.contains(name)) {
      if (!takesNumber && aggregate != null) {
        scalar.problem(
            aggregate.label()
                + " needs a text: event_id, type, item_id, category, text or attributes.NAME,"
                + " not '"
                + name
                + "'");
        return null;
      }
      return new Field(name, Kind.NUMBER);
    }
    if (isAttribute(name)) {
      return new Field(name, takesText ? Kind.TEXT : Kind.NUMBER);
    }
    if (!TEXTS.contains(name)) {
      List<String> all = new ArrayList<>(NUMBERS);
      all.addAll(TEXTS);
      scalar.problem("'" + name + "' is no field of an event" + NearestName.hint(name, all));
      return null;
    }
    if (aggregate != null && !takesText) {
      scalar.problem(
          aggregate.label()
              + " needs a number: amount, quantity or attributes.NAME, not '"
              + name
              + "'");
      return null;
    }
    return new Field(name, Kind.TEXT);
  }

  private static boolean isAttribute(String name) {
    return name.startsWith(Field.ATTRIBUTE_PREFIX)
        && name.length() > Field.ATTRIBUTE_PREFIX.length();
  }
}
