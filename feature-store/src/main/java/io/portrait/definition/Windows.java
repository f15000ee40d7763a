package io.portrait.definition;

import io.portrait.yaml.YamlMapping;
import io.portrait.yaml.YamlNode;
import io.portrait.yaml.YamlScalar;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a window: {@code 7d}, or {@code {size: 30d, hop: 1h}}. */
final class Windows {

  private static final Duration LEAST_HOP = Duration.ofSeconds(1);

  private Windows() {}

  /** The window; null with a problem noted where it is wrong. */
  static @Nullable Window read(YamlNode node) {
    if (node instanceof YamlScalar scalar) {
      return read(scalar, null);
    }
    if (node instanceof YamlMapping mapping) {
      mapping.unknownKeysAreErrors(List.of("size", "hop"));
      mapping.require("size");
      YamlScalar size = mapping.scalar("size");
      YamlScalar hop = mapping.scalar("hop");
      return size == null || (hop == null && mapping.has("hop")) ? null : read(size, hop);
    }
    node.problem("a window is a duration such as 7d, or {size: 30d, hop: 1h}");
    return null;
  }

  private static @Nullable Window read(YamlScalar sizeScalar, @Nullable YamlScalar hopScalar) {
    Duration size = sizeScalar.duration(YamlMapping.POSITIVE);
    Duration hop = hopScalar == null ? null : hopScalar.duration(LEAST_HOP);
    if (size == null || (hopScalar != null && hop == null)) {
      return null;
    }
    long sizeMillis = size.toMillis();
    if (hopScalar != null && hop != null) {
      if (sizeMillis % hop.toMillis() != 0) {
        hopScalar.problem(
            "hop " + hopScalar.written() + " does not divide size " + sizeScalar.written());
        return null;
      }
      return new Window(sizeScalar.written(), sizeMillis, hop.toMillis());
    }
    long standard = Window.defaultHopMillis(sizeMillis);
    if (sizeMillis % standard != 0) {
      sizeScalar.problem(
          "the default hop of "
              + label(standard)
              + " does not divide "
              + sizeScalar.written()
              + ": say one, as in {size: 30d, hop: 1h}");
      return null;
    }
    return new Window(sizeScalar.written(), sizeMillis, standard);
  }

  private static String label(long millis) {
    Duration duration = Duration.ofMillis(millis);
    if (duration.toDays() > 0) {
      return duration.toDays() + "d";
    }
    return duration.toHours() > 0 ? duration.toHours() + "h" : duration.toMinutes() + "m";
  }
}
