package io.portrait.yaml;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of keys to values. An accessor that finds something wrong notes the problem and answers
 * as if the key were absent, so that reading goes on and every problem is found.
 */
public final class YamlMapping extends YamlNode {

  /** The shortest duration there is. */
  public static final Duration POSITIVE = Duration.ofMillis(1);

  private final Map<String, YamlNode> values;
  private final Map<String, Position> keys;
  private final Set<String> misspelt = new HashSet<>();

  YamlMapping(
      Position position,
      List<Problem> problems,
      Map<String, YamlNode> values,
      Map<String, Position> keys) {
    super(position, problems);
    this.values = values;
    this.keys = keys;
  }

  /** The keys, in the order of the file. */
  public Set<String> keys() {
    return values.keySet();
  }

  /** Whether the key is there, whatever its value. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** Whether the key is there, or an unknown key was noted that was probably meant to be it. */
  public boolean isMeant(String key) {
    return has(key) || misspelt.contains(key);
  }

  /** Where a key stands; where the mapping begins for an absent one. */
  public Position positionOf(String key) {
    return keys.getOrDefault(key, position);
  }

  /** Where a key's value stands; where the mapping begins for an absent one. */
  public Position positionOfValue(String key) {
    YamlNode value = values.get(key);
    return value == null ? position() : value.position();
  }

  /** Notes a problem where a key is absent, unless an unknown key was probably meant to be it. */
  public void require(String key) {
    if (!isMeant(key)) {
      problem("'" + key + "' is missing");
    }
  }

  /** Notes a problem for each key that is not one of these, with the nearest of them. */
  public void unknownKeysAreErrors(Collection<String> known) {
    for (String key : keys()) {
      if (!known.contains(key)) {
        problem(positionOf(key), "unknown key '" + key + "'" + NearestName.hint(key, known));
        NearestName.of(key, known).ifPresent(misspelt::add);
      }
    }
  }

  /** The value of a key; null where it is absent. */
  public @Nullable YamlNode node(String key) {
    return values.get(key);
  }

  /** A single value; null where absent. */
  public @Nullable YamlScalar scalar(String key) {
    return typed(key, YamlScalar.class, "a single value");
  }

  /** A section; null where absent. */
  public @Nullable YamlMapping mapping(String key) {
    return typed(key, YamlMapping.class, "a mapping of keys to values");
  }

  /** A section; an empty one where absent, so that every default holds. */
  public YamlMapping section(String key) {
    YamlMapping mapping = mapping(key);
    return mapping != null
        ? mapping
        : new YamlMapping(positionOf(key), problems, Map.of(), Map.of());
  }

  /** A list; null where absent. */
  public @Nullable YamlList list(String key) {
    return typed(key, YamlList.class, "a list");
  }

  /** A text, not empty; null where absent. */
  public @Nullable String text(String key) {
    YamlScalar scalar = scalar(key);
    return scalar == null ? null : scalar.text();
  }

  /** A text, not empty. */
  public String text(String key, String otherwise) {
    String text = text(key);
    return text == null ? otherwise : text;
  }

  /** A duration of at least {@code least}. */
  public Duration duration(String key, Duration otherwise, Duration least) {
    YamlScalar scalar = scalar(key);
    Duration duration = scalar == null ? null : scalar.duration(least);
    return duration == null ? otherwise : duration;
  }

  /** A duration of more than nothing. */
  public Duration duration(String key, Duration otherwise) {
    return duration(key, otherwise, POSITIVE);
  }

  /** A whole number within bounds, both included. */
  public long integer(String key, long otherwise, long least, long most) {
    YamlScalar scalar = scalar(key);
    return scalar == null ? otherwise : scalar.integer(least, most).orElse(otherwise);
  }

  /** A number within bounds, both included. */
  public double number(String key, double otherwise, double least, double most) {
    YamlScalar scalar = scalar(key);
    return scalar == null ? otherwise : scalar.number(least, most).orElse(otherwise);
  }

  /** True or false. */
  public boolean flag(String key, boolean otherwise) {
    YamlScalar scalar = scalar(key);
    Boolean flag = scalar == null ? null : scalar.flag();
    return flag == null ? otherwise : flag;
  }

  /** One of the given words. */
  public <T> T choice(String key, T otherwise, Map<String, T> choices) {
    YamlScalar scalar = scalar(key);
    T chosen = scalar == null ? null : scalar.choice(choices);
    return chosen == null ? otherwise : chosen;
  }

  /** Every key's single value as written, numbers and flags too, in the order of the file. */
  public Map<String, String> written() {
    Map<String, String> written = new LinkedHashMap<>();
    for (String key : keys()) {
      YamlScalar scalar = scalar(key);
      if (scalar != null) {
        written.put(key, scalar.written());
      }
    }
    return written;
  }

  private <T extends YamlNode> @Nullable T typed(String key, Class<T> type, String words) {
    YamlNode node = values.get(key);
    if (node == null) {
      return null;
    }
    if (type.isInstance(node)) {
      return type.cast(node);
    }
    node.problem("'" + key + "' must be " + words + ", not " + node.kind());
    return null;
  }

  @Override
  String kind() {
    return "a mapping of keys to values";
  }
}
