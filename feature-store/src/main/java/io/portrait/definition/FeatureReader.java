package io.portrait.definition;

import com.google.common.collect.ImmutableSortedSet;
import io.portrait.yaml.NearestName;
import io.portrait.yaml.YamlList;
import io.portrait.yaml.YamlMapping;
import io.portrait.yaml.YamlNode;
import io.portrait.yaml.YamlScalar;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code features}. */
final class FeatureReader {

  private static final List<String> KEYS =
      List.of("name", "types", "aggregate", "of", "windows", "where", "zone", "keep", "at");

  private final YamlMapping entry;
  private final Columns columns;
  private final ZoneId standardZone;
  private final Set<String> names;
  private final EraseType erase;

  FeatureReader(
      YamlMapping entry, Columns columns, ZoneId standardZone, Set<String> names, EraseType erase) {
    this.entry = entry;
    this.columns = columns;
    this.standardZone = standardZone;
    this.names = names;
    this.erase = erase;
  }

  /** The feature, its columns added; null where something is wrong. */
  @Nullable Feature read() {
    int before = entry.problemsSoFar();
    entry.unknownKeysAreErrors(KEYS);
    String name = name();
    SortedSet<String> types = types();
    Aggregate aggregate = aggregate();
    Field of = EventFields.read(entry, aggregate);
    List<Window> windows = new ArrayList<>();
    boolean windowsRead = addColumns(name, aggregate, of, windows);
    EventCondition where = where();
    ZoneId zone = zone(aggregate);
    int keep = keep(aggregate);
    double at = at(aggregate);
    boolean sound = windowsRead && entry.problemsSoFar() == before;
    return !sound || name == null || aggregate == null
        ? null
        : new Feature(name, types, aggregate, of, windows, where, zone, keep, at);
  }

  private @Nullable String name() {
    entry.require("name");
    YamlScalar scalar = entry.scalar("name");
    String name = scalar == null ? null : scalar.text();
    if (scalar == null || name == null) {
      return null;
    }
    String objection = Columns.objection(name);
    if (objection != null) {
      scalar.problem(objection);
    }
    if (!names.add(name)) {
      scalar.problem("there is a feature '" + name + "' already");
      return null;
    }
    return name;
  }

  private SortedSet<String> types() {
    Set<String> types = new LinkedHashSet<>();
    YamlList list = entry.list("types");
    if (list != null && list.items().isEmpty()) {
      list.problem("'types' must not be empty: leave it out for every type");
    }
    for (YamlScalar scalar : list == null ? List.<YamlScalar>of() : list.scalars()) {
      String type = scalar.text();
      if (type != null) {
        erase.refuse(type, scalar, scalar.position());
        if (!types.add(type)) {
          scalar.problem("the type '" + type + "' is there twice");
        }
      }
    }
    return ImmutableSortedSet.copyOf(types);
  }

  private @Nullable Aggregate aggregate() {
    entry.require("aggregate");
    YamlScalar scalar = entry.scalar("aggregate");
    String label = scalar == null ? null : scalar.text();
    if (scalar == null || label == null) {
      return null;
    }
    for (Aggregate aggregate : Aggregate.values()) {
      if (aggregate.label().equals(label)) {
        return aggregate;
      }
    }
    List<String> labels = Arrays.stream(Aggregate.values()).map(Aggregate::label).toList();
    scalar.problem("there is no aggregate '" + label + "'" + NearestName.hint(label, labels));
    return null;
  }

  /** Reads the windows and adds the columns they make; false where one is wrong. */
  private boolean addColumns(
      @Nullable String name, @Nullable Aggregate aggregate, @Nullable Field of, List<Window> into) {
    ColumnType type = Columns.typeOf(aggregate, of);
    YamlList list = entry.list("windows");
    if (list == null) {
      if (name != null && entry.isMeant("windows")) {
        columns.addBrokenPrefix(name + "_");
      } else if (name != null && !columns.add(name, type)) {
        entry.problem(entry.positionOfValue("name"), "there is a column '" + name + "' already");
      }
      return true;
    }
    if (list.items().isEmpty()) {
      list.problem("'windows' must not be empty: leave it out for a lifetime value");
    }
    boolean read = true;
    for (YamlNode item : list.items()) {
      Window window = Windows.read(item);
      if (window == null) {
        read = false;
        continue;
      }
      into.add(window);
      String column = name + "_" + window.label();
      if (name != null && !columns.add(column, type)) {
        item.problem("there is a column '" + column + "' already");
      }
    }
    if (!read && name != null) {
      columns.addBrokenPrefix(name + "_");
    }
    return read;
  }

  private @Nullable EventCondition where() {
    YamlScalar scalar = entry.scalar("where");
    return scalar == null ? null : CompiledEventCondition.read(scalar);
  }

  private ZoneId zone(@Nullable Aggregate aggregate) {
    onlyOf(Aggregate.DAYS_ACTIVE, "zone", aggregate);
    return Zones.read(entry, standardZone);
  }

  private int keep(@Nullable Aggregate aggregate) {
    boolean isOthers = onlyOf(Aggregate.TOP, "keep", aggregate);
    YamlScalar scalar = isOthers ? null : entry.scalar("keep");
    if (scalar != null) {
      return (int) scalar.integer(1, Feature.MOST_KEPT).orElse(Feature.KEPT_BY_DEFAULT);
    }
    return aggregate == Aggregate.TOP ? Feature.KEPT_BY_DEFAULT : 0;
  }

  private double at(@Nullable Aggregate aggregate) {
    boolean isOthers = onlyOf(Aggregate.QUANTILE, "at", aggregate);
    if (aggregate == Aggregate.QUANTILE && !entry.isMeant("at")) {
      entry.problem("quantile needs 'at'");
    }
    YamlScalar scalar = isOthers ? null : entry.scalar("at");
    return scalar == null ? Double.NaN : scalar.number(0, 1).orElse(Double.NaN);
  }

  /** Refuses a key that belongs to another aggregate; whether it did. */
  private boolean onlyOf(Aggregate owner, String key, @Nullable Aggregate aggregate) {
    boolean isOthers = entry.has(key) && aggregate != null && aggregate != owner;
    if (isOthers) {
      entry.problem(entry.positionOf(key), "only " + owner.label() + " takes '" + key + "'");
    }
    return isOthers;
  }
}
