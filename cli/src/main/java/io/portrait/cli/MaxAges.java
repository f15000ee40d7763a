package io.portrait.cli;

import io.portrait.yaml.NearestName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code --max-age 7d}, {@code --max-age 30d,views_7d=1d}: how old features may be. */
final class MaxAges {

  private static final Pattern ONE = Pattern.compile("(?:([^=]+)=)?(\\d{1,6})(s|m|h|d|w)");

  private MaxAges() {}

  /**
   * The age of each feature that has one: its own, or that of all.
   *
   * @throws Failure if one is no age, or of no feature of the set
   */
  static Map<String, Duration> of(List<String> given, List<String> features) {
    Map<String, Duration> own = new LinkedHashMap<>();
    Map<String, Duration> all = new LinkedHashMap<>();
    for (String text : given) {
      Matcher parts = ONE.matcher(text);
      if (!parts.matches()) {
        throw Failure.wrongUse(
            "--max-age: '" + text + "' is no age such as 7d or views_7d=12h (s, m, h, d, w)");
      }
      String feature = parts.group(1);
      Duration age = duration(Long.parseLong(parts.group(2)), parts.group(3));
      if (feature == null) {
        features.forEach(each -> all.put(each, age));
      } else if (features.contains(feature)) {
        own.put(feature, age);
      } else {
        throw Failure.wrongUse(
            "--max-age: no feature '"
                + feature
                + "' in the set"
                + NearestName.hint(feature, features));
      }
    }
    all.putAll(own);
    return all;
  }

  private static Duration duration(long count, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> Duration.ofDays(7 * count);
    };
  }
}
