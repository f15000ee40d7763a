package io.portrait.audit;

import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.DerivedColumns;
import io.portrait.definition.Embedding;
import io.portrait.definition.Tag;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds the columns of a row that definitions give against a recomputation from events. A derived
 * column or tag is computed anew from columns that were found right, to the bit, and from
 * recomputed ones in place of those found wrong: so one mistake is told once. For one thread.
 */
final class ComputedColumns {

  static final String TAGS = "tags";

  private static final int SHOWN_EVENTS = 3;

  private final Definition definition;
  private final List<Column> columns;
  private final int features;
  private final DerivedColumns derived;
  private final @Nullable Function<String, float @Nullable []> model;
  private final Map<String, float[]> vectors = new HashMap<>();

  /**
   * @param model gives the vector of a text, or null where it cannot; null where embeddings are not
   *     recomputed
   */
  ComputedColumns(Definition definition, @Nullable Function<String, float @Nullable []> model) {
    this.definition = definition;
    this.columns = definition.columns();
    this.features = columns.size() - definition.derived().size();
    this.derived = new DerivedColumns(definition);
    this.model = model;
  }

  /**
   * A row, as it was found.
   *
   * @param partial columns that say themselves that they are not exact yet
   * @param lacksTexts whether it says that texts could not be embedded
   */
  record Found(
      long asOf, Values values, List<String> tags, Map<String, Long> partial, boolean lacksTexts) {}

  /**
   * What came of a row.
   *
   * @param checks one a column
   * @param inputs what models have to have been asked with
   */
  record Compared(List<Check> checks, Values inputs) {

    boolean hasDifference() {
      return checks.stream().anyMatch(check -> check.verdict() == Check.Verdict.DIFFERS);
    }
  }

  /** Compares every column with what these events give. */
  Compared compare(List<Event> events, Found found) {
    Map<String, @Nullable Object> expected =
        NaiveFeatures.evaluate(definition, events, found.asOf());
    Values inputs = new Values(columns.size());
    List<Check> checks = new ArrayList<>();
    for (int slot = 0; slot < features; slot++) {
      Column column = columns.get(slot);
      Object value = NaiveFeatures.valueOf(column, found.values(), slot);
      Object wanted = expected.get(column.name());
      Check check = Check.compare(column.name(), wanted, value);
      if (found.partial().containsKey(column.name())) {
        check = Check.unchecked(column.name(), "partial: the definition asked for it later");
      } else if (check.verdict() == Check.Verdict.DIFFERS) {
        check = check.because(behind(column.name(), events, found.asOf()));
      }
      checks.add(check);
      boolean isWrong = check.verdict() == Check.Verdict.DIFFERS && !(wanted instanceof Sketched);
      set(inputs, slot, isWrong ? wanted : value);
    }
    derived.fill(inputs);
    for (int slot = features; slot < columns.size(); slot++) {
      Column column = columns.get(slot);
      checks.add(
          Check.compare(
              column.name(),
              NaiveFeatures.valueOf(column, inputs, slot),
              NaiveFeatures.valueOf(column, found.values(), slot)));
    }
    List<String> tags =
        definition.tags().stream().filter(tag -> tag.when().test(inputs)).map(Tag::name).toList();
    if (!definition.tags().isEmpty()) {
      checks.add(Check.of(TAGS, tags.equals(found.tags()), tags, found.tags(), ""));
    }
    taste(events, found, checks);
    inputs.setEmbedding(found.values().embedding(), found.lacksTexts());
    return new Compared(checks, inputs);
  }

  private void taste(List<Event> events, Found found, List<Check> checks) {
    Embedding embedding = definition.embedding();
    if (embedding != null) {
      checks.add(taste(embedding, events, found));
    }
  }

  private Check taste(Embedding embedding, List<Event> events, Found found) {
    if (model == null) {
      return Check.unchecked(Embedding.NAME, "texts are read again only with --embeddings");
    }
    if (found.lacksTexts() || found.partial().containsKey(Embedding.NAME)) {
      return Check.unchecked(Embedding.NAME, "the row says that texts are missing");
    }
    List<Event> known =
        events.stream().filter(event -> event.timeMillis() <= found.asOf()).toList();
    Map<String, float[]> read = new HashMap<>();
    for (Event event : known) {
      String text = embedding.textOf(event);
      if (text != null && !read.containsKey(text)) {
        float[] vector = vectors.computeIfAbsent(text, model);
        if (vector == null) {
          return Check.unchecked(Embedding.NAME, "a text that the model does not read");
        }
        read.put(text, vector);
      }
    }
    double[] expected =
        NaiveTaste.of(
            embedding,
            NaiveTaste.embed(
                embedding, known, text -> Objects.requireNonNull(read.get(text), text)));
    float[] vector = found.values().embedding();
    boolean agrees = NaiveTaste.difference(expected, vector) == null;
    return Check.of(Embedding.NAME, agrees, start(expected), start(vector), "");
  }

  /** What a wrong value should have been made of. */
  private String behind(String column, List<Event> events, long asOf) {
    List<Event> behind = NaiveFeatures.behind(definition, column, events, asOf);
    StringBuilder words = new StringBuilder();
    words.append(behind.size()).append(behind.size() == 1 ? " event" : " events");
    List<Event> last = behind.subList(Math.max(0, behind.size() - SHOWN_EVENTS), behind.size());
    String separator = behind.size() > last.size() ? ", the last: " : ": ";
    for (Event event : last) {
      words.append(separator).append(event.type()).append(" at ");
      words.append(Instant.ofEpochMilli(event.timeMillis()));
      if (event.eventId() != null) {
        words.append(" (").append(event.eventId()).append(')');
      }
      separator = ", ";
    }
    return words.toString();
  }

  @SuppressWarnings("unchecked") // a list in a slot is one of texts
  private static void set(Values values, int slot, @Nullable Object value) {
    if (value instanceof Double number) {
      values.set(slot, number);
    } else if (value instanceof List<?> texts) {
      values.set(slot, (List<String>) texts);
    } else if (value instanceof String text) {
      values.set(slot, text);
    }
  }

  private static @Nullable String start(double @Nullable [] vector) {
    return vector == null ? null : "(%.4f, %.4f, ...)".formatted(vector[0], vector[1]);
  }

  private static @Nullable String start(float @Nullable [] vector) {
    return vector == null ? null : "(%.4f, %.4f, ...)".formatted(vector[0], vector[1]);
  }
}
