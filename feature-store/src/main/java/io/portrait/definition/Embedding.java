package io.portrait.definition;

import io.portrait.event.Event;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Each user's taste: the mean of the vectors of the texts they touched, the newest weighing most.
 *
 * @param model the sentence model by its name, or {@code file:/} and the folder it lies in
 * @param of the field whose text is embedded
 * @param halfLife after which a vector weighs half, at least 1 second
 * @param weights how much the events of a type weigh, 0 (not at all) to {@link #MOST_WEIGHT}; a
 *     type that is not there weighs 1
 */
public record Embedding(String model, Field of, Duration halfLife, Map<String, Double> weights) {

  /** What the section is called, the vector in rows and tables, and what lacks in a status. */
  public static final String NAME = "embedding";

  /** The most that an event may weigh. */
  public static final double MOST_WEIGHT = 1_000;

  /** The prefix of a model that is a folder of the user's own. */
  public static final String FILE = "file:";

  public Embedding {
    weights = Map.copyOf(weights);
  }

  /** How much the events of a type weigh. */
  public double weightOf(String type) {
    return weights.getOrDefault(type, 1.0);
  }

  /** What of an event is to be embedded; null where it has no text, or weighs nothing. */
  public @Nullable String textOf(Event event) {
    String text = of.text(event);
    return text == null || text.isBlank() || weightOf(event.type()) == 0 ? null : text;
  }
}
