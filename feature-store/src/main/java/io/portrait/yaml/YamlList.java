package io.portrait.yaml;

import java.util.ArrayList;
import java.util.List;

/** A list. */
public final class YamlList extends YamlNode {

  private final List<YamlNode> items;

  YamlList(Position position, List<Problem> problems, List<YamlNode> items) {
    super(position, problems);
    this.items = List.copyOf(items);
  }

  /** The items, in the order of the file. */
  public List<YamlNode> items() {
    return items;
  }

  /** The items that are mappings; a problem noted for each other one. */
  public List<YamlMapping> mappings() {
    return only(YamlMapping.class, "a mapping of keys to values");
  }

  /** The items that are single values; a problem noted for each other one. */
  public List<YamlScalar> scalars() {
    return only(YamlScalar.class, "a single value");
  }

  private <T extends YamlNode> List<T> only(Class<T> type, String words) {
    List<T> found = new ArrayList<>();
    for (YamlNode item : items) {
      if (type.isInstance(item)) {
        found.add(type.cast(item));
      } else {
        item.problem("must be " + words + ", not " + item.kind());
      }
    }
    return found;
  }

  @Override
  String kind() {
    return "a list";
  }
}
