package io.portrait.aggregate;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Column;
import io.portrait.definition.Definition;
import io.portrait.definition.Feature;
import io.portrait.definition.Values;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.datasketches.hash.MurmurHash3;
import org.jspecify.annotations.Nullable;

/**
 * A definition compiled for the hot path: which series there are, which columns are read from them,
 * which events each takes. One per operator instance, for one thread, as are the states it makes.
 *
 * <p>An event's way through a state, {@code watermark} being the latest one:
 *
 * <pre>{@code
 * if (!plan.isTooLate(event.timeMillis(), watermark)) {
 *   UserState user = bytes == null ? plan.newUser() : plan.decode(bytes);
 *   user.observe(watermark, rows::add);
 *   if (user.add(event, watermark, cold)) {
 *     user.evaluate(user.asOf(watermark), values);
 *   }
 *   timer = user.wakeAt(watermark); // at which to observe, and to evaluate again
 *   bytes = user.encode();
 * }
 * }</pre>
 */
public final class FeaturePlan {

  private static final int HASH_SEED = 9001;

  private final String[] columns;
  private final boolean[] passes;
  private final int tenureSlot;
  private final long longestWindow;
  private final long deduplicateWithin;
  private final long retention;
  private final Ticks ticks;
  private final @Nullable LabelPlan labels;
  private final SeriesPlans series;
  private final boolean needsText;

  private final Bounds readingBounds;
  private final Bounds compactingBounds;
  private final ByteWriter writer = new ByteWriter();
  private final Values scratch;

  private FeaturePlan(Definition definition) {
    columns = definition.columns().stream().map(Column::name).toArray(String[]::new);
    tenureSlot = List.of(columns).indexOf(Definition.TENURE_DAYS);
    passes = passing(definition, columns.length);
    passes[tenureSlot] = true;
    longestWindow = checked("a window", definition.longestWindowMillis());
    deduplicateWithin =
        checked("deduplicate_within", definition.events().deduplicateWithin().toMillis());
    retention = checked("retention", definition.retention().toMillis());
    ticks = Ticks.of(definition);
    labels = LabelPlan.of(definition);
    series = new SeriesPlans(definition);
    needsText = series.needsText();
    readingBounds = new Bounds(series.windows());
    compactingBounds = new Bounds(series.windows());
    scratch = new Values(columns.length);
  }

  /** The slots whose values change with every millisecond. */
  private static boolean[] passing(Definition definition, int columns) {
    boolean[] passing = new boolean[columns];
    int slot = 0;
    for (Feature feature : definition.features()) {
      int end = slot + Math.max(1, feature.windows().size());
      Arrays.fill(passing, slot, end, feature.aggregate() == Aggregate.RECENCY);
      slot = end;
    }
    return passing;
  }

  private static long checked(String name, long millis) {
    if (millis < 0 || millis > EventTime.LONGEST) {
      throw new IllegalArgumentException(name + " of " + millis + " ms");
    }
    return millis;
  }

  /**
   * Compiles a definition.
   *
   * @throws IllegalArgumentException if a duration in it exceeds 4 million years
   */
  public static FeaturePlan of(Definition definition) {
    return new FeaturePlan(definition);
  }

  /** How many columns there are, derived ones included: the size {@code Values} must have. */
  public int columns() {
    return columns.length;
  }

  /**
   * Whether an event is further behind the watermark than the longest window reaches, or so long
   * before 1970 (36 million years) that it is no time at all.
   *
   * @param watermark any; {@link Long#MIN_VALUE} before there is one
   */
  public boolean isTooLate(long timeMillis, long watermark) {
    long known = EventTime.known(watermark);
    return timeMillis < -EventTime.LIMIT
        || (known != EventTime.UNKNOWN && known - timeMillis > longestWindow);
  }

  /**
   * Whether a time lies between two times, the later included, at which users are observed or,
   * after the horizon, labels mature.
   */
  public boolean isTickBetween(long after, long until) {
    return ticks.isBetween(after, until)
        || (labels != null && ticks.isBetween(after - labels.horizon(), until - labels.horizon()));
  }

  /** Someone of whom nothing is known yet. */
  public UserState newUser() {
    return new UserState(this);
  }

  /**
   * Reads what {@link UserState#encode} wrote, be it under another definition.
   *
   * @throws StateFormatException if the bytes are of an unknown version, or damaged
   */
  public UserState decode(byte[] bytes) {
    UserState state = new UserState(this);
    state.read(new ByteReader(bytes));
    return state;
  }

  /** A hash to know texts by, the same in every version. */
  static long hash(String text) {
    return MurmurHash3.hash(text.getBytes(StandardCharsets.UTF_8), HASH_SEED)[0];
  }

  /** An event with no more in it than the series look at: its text can be long. */
  EmbeddedEvent lean(EmbeddedEvent embedded) {
    Event event = embedded.event();
    if (event.text() == null || needsText) {
      return embedded;
    }
    Event textless =
        new Event(
            event.eventId(),
            event.userId(),
            event.type(),
            event.timeMillis(),
            event.itemId(),
            event.category(),
            event.amount(),
            event.quantity(),
            null,
            event.attributes());
    return new EmbeddedEvent(textless, embedded.vector(), embedded.isMissed());
  }

  /** The name of a column. */
  String column(int slot) {
    return columns[slot];
  }

  /** Whether two rows show different values, apart from those that pass with time. */
  boolean differ(Values before, Values after) {
    for (int slot = 0; slot < columns.length; slot++) {
      double here = before.number(slot);
      double there = after.number(slot);
      boolean isSame =
          passes[slot]
              ? Double.isNaN(here) == Double.isNaN(there)
              : Double.compare(here, there) == 0
                  && Objects.equals(before.object(slot), after.object(slot));
      if (!isSame) {
        return true;
      }
    }
    return false;
  }

  int tenureSlot() {
    return tenureSlot;
  }

  long longestWindow() {
    return longestWindow;
  }

  long deduplicateWithin() {
    return deduplicateWithin;
  }

  long retention() {
    return retention;
  }

  Ticks ticks() {
    return ticks;
  }

  /** Null where there are no labels. */
  @Nullable LabelPlan labels() {
    return labels;
  }

  SeriesPlans series() {
    return series;
  }

  /** For whoever reads values, to be moved to the time first. */
  Bounds readingBounds() {
    return readingBounds;
  }

  /** For whoever lays out tiles, to be moved to the clock first. */
  Bounds compactingBounds() {
    return compactingBounds;
  }

  /** A buffer, to be cleared first. */
  ByteWriter writer() {
    return writer;
  }

  /** Values that nobody reads. */
  Values scratch() {
    return scratch;
  }
}
