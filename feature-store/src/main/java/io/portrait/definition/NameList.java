package io.portrait.definition;

import io.portrait.yaml.YamlList;
import io.portrait.yaml.YamlMapping;
import io.portrait.yaml.YamlScalar;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads lists of names. */
final class NameList {

  private NameList() {}

  /** A list of texts: at least one, none twice; empty where it is absent or wrong. */
  static List<YamlScalar> read(YamlMapping section, String key) {
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
