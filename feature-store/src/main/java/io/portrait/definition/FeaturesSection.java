package io.portrait.definition;

import io.portrait.yaml.YamlList;
import io.portrait.yaml.YamlMapping;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code features}. */
final class FeaturesSection {

  /** The most features, derived columns or tags a file may have. */
  static final int MAX_ENTRIES = 1_000;

  private final YamlMapping root;
  private final Columns columns;
  private final ZoneId zone;
  private final EraseType erase;

  FeaturesSection(YamlMapping root, Columns columns, ZoneId zone, EraseType erase) {
    this.root = root;
    this.columns = columns;
    this.zone = zone;
    this.erase = erase;
  }

  List<Feature> read() {
    root.require("features");
    List<Feature> features = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlMapping entry : entries(root, "features", 1)) {
      Feature feature = new FeatureReader(entry, columns, zone, names, erase).read();
      if (feature != null) {
        features.add(feature);
      }
    }
    return features;
  }

  /** The entries of a list of mappings, at most {@link #MAX_ENTRIES}; none where it is absent. */
  static List<YamlMapping> entries(YamlMapping root, String key, int least) {
    YamlList list = root.list(key);
    if (list == null) {
      return List.of();
    }
    if (list.items().size() < least) {
      list.problem("'" + key + "' must have at least " + least);
    }
    if (list.items().size() > MAX_ENTRIES) {
      list.problem("'" + key + "' must have at most " + MAX_ENTRIES);
      return List.of();
    }
    return list.mappings();
  }
}
