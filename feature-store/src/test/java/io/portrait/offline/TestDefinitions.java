package io.portrait.offline;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Definition;
import io.portrait.definition.ErasureRules;
import io.portrait.definition.Feature;
import io.portrait.definition.Field;
import io.portrait.definition.Observations;
import io.portrait.definition.Online;
import io.portrait.event.EventRules;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Small definitions, made by hand. */
public final class TestDefinitions {

  private TestDefinitions() {}

  /** A project with these features. */
  public static Definition of(String project, Feature... features) {
    return new Definition(
        project,
        EventRules.DEFAULT,
        Arrays.asList(features),
        List.of(),
        List.of(),
        null,
        Observations.DEFAULT,
        Online.DEFAULT,
        Duration.ofDays(730),
        ErasureRules.DEFAULT,
        null,
        null,
        List.of(),
        "0123456789abcdef");
  }

  /** A lifetime count: one column of type LONG. */
  public static Feature count(String name) {
    return feature(name, Aggregate.COUNT, null);
  }

  /** A lifetime sum: one column of type DOUBLE. */
  public static Feature sum(String name) {
    return feature(name, Aggregate.SUM, new Field("amount", Field.Kind.NUMBER));
  }

  private static Feature feature(String name, Aggregate aggregate, @Nullable Field of) {
    return new Feature(
        name,
        Collections.unmodifiableSortedSet(new TreeSet<>()),
        aggregate,
        of,
        List.of(),
        null,
        ZoneOffset.UTC);
  }
}
