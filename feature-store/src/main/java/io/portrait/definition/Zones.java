package io.portrait.definition;

import io.portrait.yaml.NearestName;
import io.portrait.yaml.YamlMapping;
import io.portrait.yaml.YamlScalar;
import java.time.ZoneId;

/** Time zones by their IANA names: {@code UTC}, {@code Europe/Paris}. */
final class Zones {

  private Zones() {}

  /** The zone under the key {@code zone}. */
  static ZoneId read(YamlMapping mapping, ZoneId otherwise) {
    YamlScalar scalar = mapping.scalar("zone");
    String name = scalar == null ? null : scalar.text();
    if (scalar == null || name == null) {
      return otherwise;
    }
    if (!ZoneId.getAvailableZoneIds().contains(name)) {
      scalar.problem(
          "'"
              + name
              + "' is no time zone such as Europe/Paris"
              + NearestName.hint(name, ZoneId.getAvailableZoneIds()));
      return otherwise;
    }
    return ZoneId.of(name);
  }
}
