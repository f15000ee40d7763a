package io.portrait.benchmark.learning;

import io.portrait.aggregate.FeaturePlan;
import io.portrait.definition.Aggregate;
import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Derived;
import io.portrait.definition.Feature;
import io.portrait.yaml.YamlDocument;
import io.portrait.yaml.YamlList;
import io.portrait.yaml.YamlMapping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A definition and what it says of churn. */
record LearningDefinitions(Definition definition, Churn churn) {

  static LearningDefinitions load(Path file) {
    Definition definition = DefinitionFile.load(file);
    YamlMapping section = YamlDocument.load(file).root().section("churn");
    List<String> features = names(section, "features");
    return new LearningDefinitions(
        definition,
        new Churn(
            new TreeSet<>(names(section, "activity")),
            section.duration("horizon", Duration.ofDays(30)),
            features,
            interactions(definition, features),
            Churn.DEFAULT_THRESHOLD,
            Churn.DEFAULT_ALERT_ABOVE,
            Churn.DEFAULT_ALERT_AGAIN_BELOW,
            1,
            1,
            Churn.DEFAULT_DISTRUST_AFTER,
            Churn.Learning.DEFAULT));
  }

  private static List<String> names(YamlMapping section, String key) {
    YamlList list = section.list(key);
    return list == null ? List.of() : list.scalars().stream().map(scalar -> scalar.written()).toList();
  }

  static List<String> interactions(Definition definition, List<String> features) {
    TreeSet<String> time = new TreeSet<>();
    time.add(Definition.TENURE_DAYS);
    for (Feature feature : definition.features()) {
      if (feature.aggregate() == Aggregate.RECENCY || feature.aggregate() == Aggregate.DAYS_ACTIVE) {
        if (feature.windows().isEmpty()) time.add(feature.name());
        feature.windows().forEach(window -> time.add(feature.column(window)));
      }
    }
    for (Derived derived : definition.derived()) {
      if (derived.value().columns().stream().anyMatch(time::contains)) {
        time.add(derived.name());
      }
    }
    return features.stream().filter(time::contains).toList();
  }
}
