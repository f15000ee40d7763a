package io.portrait.definition;

import io.portrait.expression.Variable;
import io.portrait.yaml.NearestName;
import io.portrait.yaml.YamlList;
import io.portrait.yaml.YamlMapping;
import io.portrait.yaml.YamlScalar;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@code segments} and {@code churn}: what is learned in the stream. */
final class LearningSections {

  private static final int MAX_SEGMENTS = 1_000;
  private static final int MAX_BLOCK = 1_000_000;
  private static final int MAX_INTERACTIONS = 30;

  /** Products of more inputs than these say little more; who wants them can name them. */
  private static final int INTERACTIONS_BY_DEFAULT = 8;

  /** Ticks of a user whose label is still to come; each is a row in state. */
  private static final long MOST_PENDING = 1_000;

  private static final double LEAST_POSITIVE = 1e-6;
  private static final double MOST = 1_000_000;

  private final YamlMapping root;
  private final Columns columns;
  private final List<Feature> features;
  private final EraseType erase;

  LearningSections(YamlMapping root, Columns columns, List<Feature> features, EraseType erase) {
    this.root = root;
    this.columns = columns;
    this.features = features;
    this.erase = erase;
  }

  /** Null where there is no such section. */
  @Nullable Segments segments() {
    YamlMapping section = root.mapping(Segments.NAME);
    if (section == null) {
      return null;
    }
    section.unknownKeysAreErrors(List.of("count", "features", "decay", "block", "switch_below"));
    section.require("count");
    return new Segments(
        (int) section.integer("count", 2, 2, MAX_SEGMENTS),
        features(section),
        section.number("decay", Segments.DEFAULT_DECAY, 0, 1),
        (int) section.integer("block", Segments.DEFAULT_BLOCK, 1, MAX_BLOCK),
        section.number("switch_below", Segments.DEFAULT_SWITCH_BELOW, 0, 1));
  }

  /**
   * Null where there is no such section.
   *
   * @param retention how long a user without events is remembered
   */
  @Nullable Churn churn(Observations observations, Duration retention) {
    YamlMapping section = root.mapping(Churn.NAME);
    if (section == null) {
      return null;
    }
    section.unknownKeysAreErrors(
        List.of(
            "activity",
            "horizon",
            "features",
            "interactions",
            "threshold",
            "alert",
            "weights",
            "distrust_after",
            "learning"));
    section.require("activity");
    section.require("horizon");
    Set<String> activity = new TreeSet<>();
    for (YamlScalar type : NameList.read(section, "activity")) {
      erase.refuse(type.written(), type, type.position());
      activity.add(type.written());
    }
    Duration horizon = section.duration("horizon", Duration.ofDays(30));
    checkHorizon(section, horizon, observations, retention);
    List<String> inputs = features(section);
    YamlMapping alert = section.section("alert");
    alert.unknownKeysAreErrors(List.of("above", "again_below"));
    double above = alert.number("above", Churn.DEFAULT_ALERT_ABOVE, 0, 1);
    double againBelow =
        alert.number("again_below", Math.min(above, Churn.DEFAULT_ALERT_AGAIN_BELOW), 0, 1);
    if (againBelow > above) {
      alert.problem(
          alert.positionOfValue("again_below"),
          "'again_below' must not be above 'above', " + above + ": alerts would not end");
    }
    YamlMapping weights = section.section("weights");
    weights.unknownKeysAreErrors(List.of("churned", "stayed"));
    return new Churn(
        new TreeSet<>(activity),
        horizon,
        inputs,
        interactions(section, inputs),
        section.number("threshold", Churn.DEFAULT_THRESHOLD, 0, 1),
        above,
        againBelow,
        weights.number("churned", 1, LEAST_POSITIVE, MOST),
        weights.number("stayed", 1, LEAST_POSITIVE, MOST),
        section.duration("distrust_after", Churn.DEFAULT_DISTRUST_AFTER),
        learning(section.section("learning")));
  }

  private static Churn.Learning learning(YamlMapping section) {
    section.unknownKeysAreErrors(List.of("alpha", "beta", "l1", "l2", "block"));
    Churn.Learning standard = Churn.Learning.DEFAULT;
    return new Churn.Learning(
        section.number("alpha", standard.alpha(), LEAST_POSITIVE, 1_000),
        section.number("beta", standard.beta(), 0, MOST),
        section.number("l1", standard.l1(), 0, MOST),
        section.number("l2", standard.l2(), 0, MOST),
        (int) section.integer("block", standard.block(), 1, MAX_BLOCK));
  }

  /** A user must be remembered until the last label is known; and there must not be too many. */
  private static void checkHorizon(
      YamlMapping section, Duration horizon, Observations observations, Duration retention) {
    Duration needed = observations.activeWithin().plus(horizon);
    if (needed.compareTo(retention) > 0) {
      section.problem(
          section.positionOfValue("horizon"),
          "a user observed for the last time gets a label "
              + words(needed)
              + " after the latest event (active_within + horizon), but is forgotten after "
              + words(retention)
              + " (retention)");
    }
    if (horizon.toMillis() / observations.every().toMillis() > MOST_PENDING) {
      section.problem(
          section.positionOfValue("horizon"),
          "a horizon of "
              + words(horizon)
              + " has "
              + horizon.toMillis() / observations.every().toMillis()
              + " observation ticks, which all wait for their label; the most are "
              + MOST_PENDING
              + ": raise observations.every");
    }
  }

  private static String words(Duration duration) {
    return duration.toSeconds() % Duration.ofDays(1).toSeconds() == 0
        ? duration.toDays() + "d"
        : duration.toSeconds() + "s";
  }

  /** Those said; where nothing is said, what tells how a user's visits lie in time. */
  private List<String> interactions(YamlMapping section, List<String> inputs) {
    if (!section.has("interactions")) {
      return inputs.stream().filter(this::isOfTime).limit(INTERACTIONS_BY_DEFAULT).toList();
    }
    YamlList list = section.list("interactions");
    if (list == null || list.items().isEmpty()) {
      return List.of();
    }
    List<YamlScalar> named = NameList.read(section, "interactions");
    if (named.size() > MAX_INTERACTIONS) {
      list.problem("at most " + MAX_INTERACTIONS + " features can interact");
    }
    for (YamlScalar scalar : named) {
      String name = scalar.written();
      if (name.equals(Embedding.NAME)) {
        scalar.problem("the embedding is no column: only columns can interact");
      } else if (!inputs.contains(name)) {
        scalar.problem(
            "'" + name + "' is not among this section's features" + NearestName.hint(name, inputs));
      }
    }
    return named.stream().map(YamlScalar::written).toList();
  }

  private boolean isOfTime(String column) {
    return column.equals(Definition.TENURE_DAYS)
        || features.stream()
            .filter(feature -> feature.aggregate().isOfTime())
            .anyMatch(feature -> feature.columns().contains(column));
  }

  /** What a model learns from: columns that are numbers, and the embedding if there is one. */
  private List<String> features(YamlMapping section) {
    section.require("features");
    List<YamlScalar> named = NameList.read(section, "features");
    for (YamlScalar scalar : named) {
      String name = scalar.written();
      if (name.equals(Embedding.NAME)) {
        if (!root.has(Embedding.NAME)) {
          scalar.problem("there is no embedding: the file has no section 'embedding'");
        }
        continue;
      }
      Variable variable = columns.find(name);
      if (variable == null) {
        scalar.problem(
            "there is no column '" + name + "'" + NearestName.hint(name, columns.names()));
      } else if (variable.kind() == Variable.Kind.TEXT || variable.kind() == Variable.Kind.TEXTS) {
        String what = variable.kind() == Variable.Kind.TEXT ? "a text" : "a list of texts";
        scalar.problem("the column '" + name + "' is " + what + ": a model learns from numbers");
      }
    }
    return named.stream().map(YamlScalar::written).toList();
  }
}
