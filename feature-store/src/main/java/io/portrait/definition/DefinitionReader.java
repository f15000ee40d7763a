package io.portrait.definition;

import io.portrait.event.EventRules;
import io.portrait.yaml.YamlMapping;
import io.portrait.yaml.YamlScalar;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a definition file from top to bottom. A problem is noted where it stands and reading goes
 * on with what was probably meant, so that one run shows all of them.
 */
final class DefinitionReader {

  static final Duration DEFAULT_RETENTION = Duration.ofDays(730);

  private static final List<String> KEYS =
      List.of(
          "project",
          "events",
          "features",
          "derived",
          "tags",
          "embedding",
          "segments",
          "observations",
          "churn",
          "online",
          ViewsSection.NAME,
          "retention",
          "erasure",
          "zone");

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private final YamlMapping root;
  private final Columns columns = new Columns();

  DefinitionReader(YamlMapping root) {
    this.root = root;
  }

  Definition read(String hash) {
    root.unknownKeysAreErrors(KEYS);
    String project = project();
    EventRules events = new EventsSection(root.section("events")).read();
    EraseType erase = new EraseType(events.erase());
    ZoneId zone = Zones.read(root, ZoneOffset.UTC);
    List<Feature> features = new FeaturesSection(root, columns, zone, erase).read();
    columns.addTenure();
    ExpressionsSection expressions = new ExpressionsSection(root, columns);
    List<Derived> derived = expressions.derived();
    List<Tag> tags = expressions.tags();
    YamlMapping embedding = root.mapping("embedding");
    LearningSections learning = new LearningSections(root, columns, features, erase);
    Observations observations = observations(root.section("observations"));
    Online online = online(root.section("online"));
    Duration retention = retention(features);
    return new Definition(
        project,
        events,
        features,
        derived,
        tags,
        embedding == null ? null : new EmbeddingSection(embedding, erase).read(),
        observations,
        online,
        retention,
        erasure(root.section("erasure")),
        learning.segments(),
        learning.churn(observations, retention),
        new ViewsSection(root, columns).read(),
        hash);
  }

  private String project() {
    root.require("project");
    YamlScalar scalar = root.scalar("project");
    String project = scalar == null ? null : scalar.text();
    if (scalar == null || project == null) {
      return "";
    }
    if (!NAME.matcher(project).matches()) {
      scalar.problem("a project's name is [a-z][a-z0-9_]*, not '" + project + "'");
    }
    return project;
  }

  private static Observations observations(YamlMapping section) {
    section.unknownKeysAreErrors(List.of("every", "active_within"));
    Observations standard = Observations.DEFAULT;
    Duration every = section.duration("every", standard.every(), Duration.ofSeconds(1));
    if (every.toMillis() % 1_000 != 0) {
      section.problem(section.positionOfValue("every"), "'every' must be whole seconds");
    }
    return new Observations(every, section.duration("active_within", standard.activeWithin()));
  }

  private static Online online(YamlMapping section) {
    section.unknownKeysAreErrors(List.of("ttl", "emit_at_most_every", "encoding"));
    Online standard = Online.DEFAULT;
    return new Online(
        section.duration("ttl", standard.ttl()),
        section.duration("emit_at_most_every", standard.emitAtMostEvery()),
        section.choice(
            "encoding",
            standard.encoding(),
            Map.of("packed", Online.Encoding.PACKED, "hash", Online.Encoding.HASH)));
  }

  private static ErasureRules erasure(YamlMapping section) {
    section.unknownKeysAreErrors(List.of("tombstone", "history"));
    ErasureRules standard = ErasureRules.DEFAULT;
    return new ErasureRules(
        section.duration("tombstone", standard.tombstone()),
        section.duration("history", standard.history(), Duration.ZERO));
  }

  private Duration retention(List<Feature> features) {
    Duration retention = root.duration("retention", DEFAULT_RETENTION);
    features.stream()
        .flatMap(feature -> feature.windows().stream())
        .filter(window -> window.sizeMillis() > retention.toMillis())
        .max(Comparator.comparingLong(Window::sizeMillis))
        .ifPresent(
            window ->
                root.problem(
                    root.has("retention")
                        ? root.positionOfValue("retention")
                        : root.positionOf("features"),
                    "retention, "
                        + (root.has("retention") ? "" : "by default ")
                        + retention.toDays()
                        + "d, is shorter than the longest window, "
                        + window.label()));
    return retention;
  }

  /** A definition's names must be usable as columns, fields and variables everywhere. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }
}
