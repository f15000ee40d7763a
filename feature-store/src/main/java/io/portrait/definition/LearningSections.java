package io.portrait.definition;

import io.portrait.expression.Variable;
import io.portrait.yaml.NearestName;
import io.portrait.yaml.YamlList;
import io.portrait.yaml.YamlMapping;
import io.portrait.yaml.YamlScalar;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks {@code segments} and {@code churn}, which this version does not compute: a file that has
 * them stays valid, and its rows say what they lack.
 */
final class LearningSections {

  private static final List<String> SECTIONS = List.of("segments", "churn");
  private static final int MAX_SEGMENTS = 1_000;

  private final YamlMapping root;
  private final Columns columns;

  LearningSections(YamlMapping root, Columns columns) {
    this.root = root;
    this.columns = columns;
  }

  /** The sections that are there. */
  Set<String> read() {
    YamlMapping segments = root.mapping("segments");
    if (segments != null) {
      segments(segments);
    }
    YamlMapping churn = root.mapping("churn");
    if (churn != null) {
      churn(churn);
    }
    Set<String> present = new LinkedHashSet<>(SECTIONS);
    present.retainAll(root.keys());
    return present;
  }

  private void segments(YamlMapping section) {
    section.unknownKeysAreErrors(List.of("count", "features", "decay"));
    section.require("count");
    section.integer("count", 2, 2, MAX_SEGMENTS);
    features(section);
    section.number("decay", 1, 0, 1);
  }

  private void churn(YamlMapping section) {
    section.unknownKeysAreErrors(List.of("activity", "horizon", "features"));
    section.require("activity");
    names(section, "activity");
    section.require("horizon");
    section.duration("horizon", Duration.ofDays(30));
    features(section);
  }

  /** What a model learns from: columns that are numbers, and the embedding if there is one. */
  private void features(YamlMapping section) {
    section.require("features");
    for (YamlScalar scalar : names(section, "features")) {
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
  }

  /** A list of texts: at least one, none twice. */
  private static List<YamlScalar> names(YamlMapping section, String key) {
    YamlList list = section.list(key);
    if (list == null) {
      return List.of();
    }
    if (list.items().isEmpty()) {
      list.problem("'" + key + "' must not be empty");
    }
    Set<String> seen = new HashSet<>();
    return list.scalars().stream()
        .filter(scalar -> scalar.text() != null)
        .filter(
            scalar -> {
              boolean first = seen.add(scalar.written());
              if (!first) {
                scalar.problem("'" + scalar.written() + "' is there twice");
              }
              return first;
            })
        .toList();
  }
}
