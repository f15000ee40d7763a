package io.portrait.definition;

import io.portrait.yaml.Position;
import io.portrait.yaml.YamlNode;

/**
 * The type of records that erase a user. They are no events: whatever is to be made of events of
 * that type would never come to be.
 *
 * @param name {@code events.erase}
 */
record EraseType(String name) {

  /**
   * Notes a problem where a type is this one.
   *
   * @param type as it stands in the file
   * @param node that it is part of
   * @param position where it stands
   */
  void refuse(String type, YamlNode node, Position position) {
    if (type.equals(name)) {
      node.problem(
          position,
          "'"
              + name
              + "' erases a user and is no event: choose another type, or another name for it by"
              + " events.erase");
    }
  }
}
