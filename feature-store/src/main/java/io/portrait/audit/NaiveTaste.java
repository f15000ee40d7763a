package io.portrait.audit;

import io.portrait.definition.Embedding;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The oracle of the taste: the weighted mean as it is defined, over all events, each time anew. */
public final class NaiveTaste {

  private NaiveTaste() {}

  /** What a model makes of the texts of events. */
  public static List<EmbeddedEvent> embed(
      Embedding embedding, List<Event> events, Function<String, float[]> model) {
    return events.stream()
        .map(
            event -> {
              String text = embedding.textOf(event);
              return text == null
                  ? EmbeddedEvent.plain(event)
                  : new EmbeddedEvent(event, model.apply(text), false);
            })
        .toList();
  }

  /**
   * What is wrong with a vector; null where nothing is. Texts in a batch may round otherwise than
   * alone: a coordinate may be off by 1e-5, and the cosine is then above 1 - 1e-7.
   */
  public static @Nullable String difference(
      double @Nullable [] expected, float @Nullable [] actual) {
    if (expected == null || actual == null) {
      return expected == null && actual == null
          ? null
          : "embedding: one of %s and %s is none"
              .formatted(Arrays.toString(expected), Arrays.toString(actual));
    }
    for (int i = 0; i < expected.length; i++) {
      if (actual.length != expected.length || !(Math.abs(actual[i] - expected[i]) <= 1e-5)) {
        return "embedding of %d dimensions is %s, expected %s"
            .formatted(actual.length, Arrays.toString(actual), Arrays.toString(expected));
      }
    }
    return null;
  }

  /** The vector of L2 length 1; null where nothing was touched. */
  public static double @Nullable [] of(Embedding embedding, List<EmbeddedEvent> events) {
    long now = latest(events);
    double[] sum = null;
    for (EmbeddedEvent each : events) {
      float[] vector = each.vector();
      if (vector != null) {
        sum = sum == null ? new double[vector.length] : sum;
        double weight = weight(embedding, each, now);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += weight * vector[i];
        }
      }
    }
    if (sum != null) {
      double squares = 0;
      for (double coordinate : sum) {
        squares += coordinate * coordinate;
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] /= Math.sqrt(squares);
      }
    }
    return sum;
  }

  /** Which part of the whole weight could not be embedded, 0 to 1. */
  public static double missed(Embedding embedding, List<EmbeddedEvent> events) {
    long now = latest(events);
    double missed = 0;
    double all = 0;
    for (EmbeddedEvent each : events) {
      if (each.isMissed() || each.vector() != null) {
        double weight = weight(embedding, each, now);
        all += weight;
        missed += each.isMissed() ? weight : 0;
      }
    }
    return all == 0 ? 0 : missed / all;
  }

  private static long latest(List<EmbeddedEvent> events) {
    return events.stream()
        .filter(each -> each.isMissed() || each.vector() != null)
        .mapToLong(each -> each.event().timeMillis())
        .max()
        .orElse(0);
  }

  private static double weight(Embedding embedding, EmbeddedEvent each, long now) {
    double age = now - each.event().timeMillis();
    return embedding.weightOf(each.event().type())
        * Math.pow(2, -age / embedding.halfLife().toMillis());
  }
}
