package io.portrait.aggregate;

import io.portrait.definition.Embedding;
import io.portrait.definition.Values;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything remembered of one user. Mutable; for the thread of its {@link FeaturePlan}.
 *
 * <p>Time runs forwards. A watermark of {@link Long#MIN_VALUE} says that nothing is known yet;
 * {@link Long#MAX_VALUE} marks the end of a bounded input, which is not a time: nothing expires,
 * ticks or is forgotten by it.
 */
public final class UserState {

  /** The version of what {@link #encode} writes; earlier ones are read. */
  public static final int VERSION = 2;

  /** Until when a column is partial that never becomes whole: the last instant of 9999. */
  public static final long PARTIAL_FOR_GOOD = 253_402_300_799_999L;

  /** Without a {@link Layout} in front, and with the owner's timer behind. */
  private static final int FIRST_VERSION = 1;

  private static final int IS_EVALUATED = 1;
  private static final int HAD_TIMER = 2;
  private static final int HAS_LABELS = 4;

  private static final long NEVER = Long.MAX_VALUE;

  /** {@link #changesAt} has to be found anew. */
  private static final long STALE = Long.MIN_VALUE;

  private final FeaturePlan plan;
  private final Timeline timeline;
  private final EventIds ids;
  private long evaluatedAt = EventTime.UNKNOWN;
  private long changesAt = STALE;
  private boolean isOfOtherDefinitions;
  private boolean hasDroppedLabels;

  UserState(FeaturePlan plan) {
    this.plan = plan;
    timeline = new Timeline(plan);
    ids = new EventIds(plan);
  }

  /** Whether no event has been accepted yet. */
  public boolean isEmpty() {
    return events() == 0;
  }

  /**
   * Takes an event that is not too late. Ticks the watermark has passed must have been given to
   * {@link #observe} before: an event that comes now is not in their rows.
   *
   * @return false: a duplicate, nothing changed
   * @throws IllegalStateException if a tick is still to be observed
   * @throws IllegalArgumentException if the event's time is more than 36 million years from 1970
   */
  public boolean add(EmbeddedEvent embedded, long watermark, ColdIds cold) {
    Event event = embedded.event();
    long time = event.timeMillis();
    if (time < -EventTime.LIMIT || time > EventTime.LIMIT) {
      throw new IllegalArgumentException("time " + time);
    }
    long known = EventTime.known(watermark);
    if (timeline.dueTick() <= known || timeline.labels().due() <= known) {
      throw new IllegalStateException(
          "a tick or a label is to be observed before an event at " + watermark);
    }
    String id = event.eventId();
    if (id != null) {
      long latest = isEmpty() ? time : Math.max(time, latestMillis());
      if (!ids.add(FeaturePlan.hash(id), time, latest, known, cold)) {
        return false;
      }
    }
    timeline.add(embedded, known);
    changesAt = STALE;
    return true;
  }

  /** As {@link #add(EmbeddedEvent, long, ColdIds)}, of an event without a text to embed. */
  public boolean add(Event event, long watermark, ColdIds cold) {
    return add(EmbeddedEvent.plain(event), watermark, cold);
  }

  /** Accepted events, from 0. */
  public long events() {
    return timeline.events();
  }

  /** Time of the earliest accepted event; means nothing where there is none. */
  public long firstMillis() {
    return timeline.first();
  }

  /** Time of the latest accepted event; means nothing where there is none. */
  public long latestMillis() {
    return timeline.latest();
  }

  /**
   * What a row made now is true for: the latest of the latest event, the watermark, and the time of
   * the row before it (a watermark that starts anew after a restart takes nothing back).
   */
  public long asOf(long watermark) {
    long seen = Math.max(EventTime.known(watermark), evaluatedAt);
    return isEmpty() ? seen : Math.max(seen, latestMillis());
  }

  /**
   * Fills the feature columns, {@code tenure_days} and the taste, not the derived columns.
   *
   * @param asOf event time, not before {@code asOf(Long.MIN_VALUE)}
   * @throws IllegalArgumentException if {@code asOf} is too early, or more than 36 million years
   *     after 1970
   */
  public void evaluate(long asOf, Values into) {
    if (asOf < asOf(EventTime.UNKNOWN) || asOf > EventTime.LIMIT) {
      throw new IllegalArgumentException(
          "as of " + asOf + ", not from " + asOf(EventTime.UNKNOWN) + " on");
    }
    changesAt = timeline.live().evaluate(asOf, into);
    timeline.live().evaluateTaste(into);
    evaluatedAt = asOf;
  }

  /**
   * As {@link #evaluate}, where no event has come since the last row: whether a value differs from
   * that row's. Recency and tenure pass with time and are no difference, but for a recency that
   * ends.
   *
   * @return false: nothing that left its window has changed a value; {@code into} may be set or not
   */
  public boolean evaluateDecay(long asOf, Values into) {
    long changes = changesAt();
    if (asOf < changes) {
      return false;
    }
    timeline.live().evaluate(changes - 1, plan.scratch());
    evaluate(asOf, into);
    return plan.differ(plan.scratch(), into);
  }

  /**
   * The columns that do not know yet all they cover, because the definition asked for them later
   * than events came, and the event time as of which they will; {@link #PARTIAL_FOR_GOOD} where
   * that never comes. The taste stands under {@link Embedding#NAME}, until what it missed would
   * weigh less than a hundredth. Almost always none.
   *
   * @param asOf event time, not before {@code asOf(Long.MIN_VALUE)}
   */
  public Map<String, Long> partialUntil(long asOf) {
    Map<String, Long> partial = new TreeMap<>();
    timeline.partial(asOf, (slot, until) -> partial.put(plan.column(slot), until));
    if (timeline.tastePartialUntil() > asOf) {
      partial.put(Embedding.NAME, timeline.tastePartialUntil());
    }
    return partial.isEmpty() ? Map.of() : partial;
  }

  /**
   * Says that rows have shown the user up to a time: whoever keeps the value from row to row need
   * not write it for rows that only show what has left a window.
   *
   * @param timeMillis not after the watermark; {@link Long#MIN_VALUE} changes nothing
   */
  public void shownUntil(long timeMillis) {
    if (!isEmpty() && timeMillis > evaluatedAt) {
      evaluatedAt = timeMillis;
      changesAt = STALE;
    }
  }

  /**
   * The tiles behind a feature's column.
   *
   * @param slot of the column; neither {@code tenure_days} nor a derived column has tiles
   * @param asOf event time, not before {@code asOf(Long.MIN_VALUE)}
   * @throws IllegalArgumentException if the column is no feature's
   */
  public Explanation explain(int slot, long asOf) {
    return timeline.explain(slot, asOf);
  }

  /** Whether what it was read from was laid out by definitions with other features or windows. */
  public boolean isOfOtherDefinitions() {
    return isOfOtherDefinitions;
  }

  /** Whether ticks waited for a label that is no longer asked for, or that means another thing. */
  public boolean hasDroppedLabels() {
    return hasDroppedLabels;
  }

  /**
   * Gives the ticks that the watermark has passed and that are not yet observed to the observer, in
   * order, where the user was active; then the labels that have matured. Cheap where there is none.
   */
  public void observe(long watermark, TickObserver observer) {
    timeline.observe(EventTime.known(watermark), observer);
  }

  /**
   * The first event time after the {@code asOf} last evaluated at which a value changes because
   * something leaves a window; {@link Long#MAX_VALUE} if none does.
   */
  public long changesAt() {
    if (changesAt == STALE) {
      changesAt =
          isEmpty() ? NEVER : timeline.live().evaluate(asOf(EventTime.UNKNOWN), plan.scratch());
    }
    return changesAt;
  }

  /**
   * The earliest event time at which something is due: {@link #changesAt}, a tick, a label, or the
   * end of retention; {@link Long#MAX_VALUE} if nothing is. Always after the watermark: what is
   * overdue is due next.
   */
  public long wakeAt(long watermark) {
    if (isEmpty()) {
      return NEVER;
    }
    long due = Math.min(changesAt(), Math.min(timeline.dueTick(), timeline.labels().due()));
    return Math.max(
        Math.min(due, latestMillis() + plan.retention()), EventTime.known(watermark) + 1);
  }

  /** Whether the user has been without an event for as long as retention says. */
  public boolean isForgotten(long watermark) {
    long known = EventTime.known(watermark);
    return !isEmpty() && known != EventTime.UNKNOWN && known >= latestMillis() + plan.retention();
  }

  /**
   * One compact, versioned, self-describing value: a version, the {@link Layout} that names its
   * series and their windows, a section for each series, the events ahead of the next tick, the
   * ticks that wait for a label, the ids at hand, and a checksum.
   */
  public byte[] encode() {
    ByteWriter out = plan.writer();
    out.clear();
    out.write(VERSION);
    byte[] layout = plan.series().layout();
    out.number(layout.length);
    out.write(layout, 0, layout.length);
    try {
      timeline.write(out, evaluatedAt);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    boolean isEvaluated = evaluatedAt != EventTime.UNKNOWN;
    boolean hasLabels = !timeline.labels().isEmpty();
    out.write((isEvaluated ? IS_EVALUATED : 0) | (hasLabels ? HAS_LABELS : 0));
    long latest = latestMillis();
    if (isEvaluated) {
      out.signed(evaluatedAt - latest);
    }
    if (hasLabels) {
      timeline.labels().write(out, latest);
    }
    ids.write(out, latest);
    out.fixed32(out.checksum());
    return out.toBytes();
  }

  /**
   * What {@link #encode} consists of, and how large each part is; together they are as long as it
   * is. A part of no bytes is left out.
   */
  public List<StatePart> parts() {
    int bytes = encode().length;
    long latest = latestMillis();
    StateParts parts = new StateParts();
    byte[] layout = plan.series().layout();
    parts.add(StatePart.LAYOUT, out -> out.write(layout, 0, layout.length));
    timeline.measure(parts);
    if (!timeline.labels().isEmpty()) {
      parts.add(StatePart.LABELS, out -> timeline.labels().write(out, latest));
    }
    parts.add(StatePart.IDS, out -> ids.write(out, latest));
    return parts.of(bytes);
  }

  /**
   * The ticks that wait for their label, earliest first, and whether the user is known to have
   * stayed since.
   */
  public Map<Long, Boolean> pendingLabels() {
    return timeline.labels().byTick();
  }

  /** Events that wait for the next observation tick. */
  public int eventsAhead() {
    return timeline.eventsAhead();
  }

  /** Event ids in the value; older ones lie beside it. */
  public int idsAtHand() {
    return ids.atHand();
  }

  /** Event ids beside the value. */
  public long olderIds() {
    return ids.older();
  }

  void read(ByteReader in) {
    try {
      int version = in.read();
      if (version != VERSION && version != FIRST_VERSION) {
        throw new StateFormatException("unknown version of a user's value: " + version);
      }
      in.verify();
      if (version == FIRST_VERSION) {
        isOfOtherDefinitions = in.fixed32() != plan.series().fingerprint();
        timeline.readFirstVersion(in, !isOfOtherDefinitions);
      } else {
        int outer = in.enter();
        Layout old = plan.series().readLayout(in);
        in.leave(outer);
        isOfOtherDefinitions = old != null;
        timeline.read(in, old);
      }
      int flags = in.read();
      long latest = latestMillis();
      if ((flags & IS_EVALUATED) != 0) {
        evaluatedAt = latest + in.signed();
      }
      if ((flags & HAD_TIMER) != 0) {
        in.signed();
      }
      if ((flags & HAS_LABELS) != 0) {
        hasDroppedLabels = !timeline.labels().read(in, latest);
      }
      ids.read(in, latest);
      in.finish();
    } catch (StateFormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Whatever damaged bytes run into: the end of the array, a length, a time without a day.
      throw new StateFormatException("a user's value cannot be read: " + e, e);
    }
  }
}
