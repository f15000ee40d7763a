package io.portrait.cli.explain;

import io.portrait.cli.status.Times;
import io.portrait.definition.Definition;
import io.portrait.definition.Derived;
import io.portrait.definition.Feature;
import io.portrait.definition.Field;
import io.portrait.definition.Tag;
import io.portrait.definition.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a name of a definition file stands for. */
public sealed interface Meaning {

  /** In a few words. */
  String words();

  /**
   * A feature's column.
   *
   * @param window null where it is over the user's whole life
   */
  record OfFeature(Feature feature, @Nullable Window window) implements Meaning {

    @Override
    public String words() {
      String where = feature.where() == null ? "" : " where " + feature.where().source();
      String over =
          window == null
              ? "over the user's whole life"
              : "over " + window.label() + " in steps of " + Times.length(window.hopMillis());
      return what() + where + ", " + over;
    }

    private String what() {
      String events =
          feature.types().isEmpty() ? "event" : String.join(" or ", feature.types()) + " event";
      Field of = feature.of();
      String field = of == null ? "" : of.name();
      return switch (feature.aggregate()) {
        case COUNT -> "number of " + events + "s";
        case RECENCY -> "days since the latest " + events;
        case DAYS_ACTIVE ->
            "calendar days ("
                + feature.zone()
                + ") with "
                + (feature.types().isEmpty() ? "an " : "a ")
                + events;
        case FIRST -> field + " of the first " + events;
        case LAST -> field + " of the last " + events;
        case DISTINCT -> "how many different " + field + " there are among " + events + "s";
        case TOP -> "the " + feature.keep() + " most frequent " + field + " of " + events + "s";
        case QUANTILE -> feature.at() + " quantile of " + field + " of " + events + "s";
        case SUM, MEAN, MIN, MAX, STDDEV ->
            feature.aggregate().label() + " of " + field + " of " + events + "s";
      };
    }
  }

  /** {@code tenure_days}. */
  record Tenure() implements Meaning {

    @Override
    public String words() {
      return "days since the user's first event";
    }
  }

  /**
   * A derived column or a tag.
   *
   * @param expression as written
   */
  record Computed(String expression, boolean isTag) implements Meaning {

    @Override
    public String words() {
      return expression;
    }
  }

  /** Looks a column, or else a tag, up by its name. */
  static Optional<Meaning> of(Definition definition, String name) {
    for (Feature feature : definition.features()) {
      if (feature.windows().isEmpty() && feature.name().equals(name)) {
        return Optional.of(new OfFeature(feature, null));
      }
      for (Window window : feature.windows()) {
        if (feature.column(window).equals(name)) {
          return Optional.of(new OfFeature(feature, window));
        }
      }
    }
    if (name.equals(Definition.TENURE_DAYS)) {
      return Optional.of(new Tenure());
    }
    for (Derived derived : definition.derived()) {
      if (derived.name().equals(name)) {
        return Optional.of(new Computed(derived.value().source(), false));
      }
    }
    return definition.tags().stream()
        .filter(tag -> tag.name().equals(name))
        .<Meaning>map(tag -> new Computed(tag.when().source(), true))
        .findFirst();
  }

  /** Every name that can be looked up. */
  static List<String> names(Definition definition) {
    List<String> names = new ArrayList<>();
    definition.columns().forEach(column -> names.add(column.name()));
    definition.tags().stream().map(Tag::name).forEach(names::add);
    return names;
  }
}
