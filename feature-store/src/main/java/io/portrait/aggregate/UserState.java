package io.portrait.aggregate;

import io.portrait.definition.Values;
import io.portrait.event.Event;

/**
 * Everything remembered of one user. Mutable; for one thread.
 *
 * <p>Time runs forwards. A watermark of {@link Long#MIN_VALUE} says that nothing is known yet;
 * {@link Long#MAX_VALUE} marks the end of a bounded input, which is not a time: nothing expires,
 * ticks or is forgotten by it.
 */
@SuppressWarnings("DoNotCallSuggester") // filled in by the commits that follow
public final class UserState {

  UserState() {}

  /** One compact, versioned, self-describing value. */
  public byte[] encode() {
    throw new UnsupportedOperationException();
  }

  /** Whether no event has been accepted yet. */
  public boolean isEmpty() {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes an event that is not too late. Ticks the watermark has passed must have been given to
   * {@link #observe} before: an event that comes now is not in their rows.
   *
   * @return false: a duplicate, nothing changed
   * @throws IllegalStateException if a tick is still to be observed
   */
  public boolean add(Event event, long watermark, ColdIds cold) {
    throw new UnsupportedOperationException();
  }

  /** Accepted events, from 0. */
  public long events() {
    throw new UnsupportedOperationException();
  }

  /** Time of the earliest accepted event. */
  public long firstMillis() {
    throw new UnsupportedOperationException();
  }

  /** Time of the latest accepted event. */
  public long latestMillis() {
    throw new UnsupportedOperationException();
  }

  /**
   * What a row made now is true for: the latest of the latest event, the watermark, and the time of
   * the row before it (a watermark that starts anew after a restart takes nothing back).
   */
  public long asOf(long watermark) {
    throw new UnsupportedOperationException();
  }

  /**
   * Fills the feature columns and {@code tenure_days}, not the derived columns.
   *
   * @param asOf event time, not before {@code asOf(Long.MIN_VALUE)}
   */
  public void evaluate(long asOf, Values into) {
    throw new UnsupportedOperationException();
  }

  /**
   * Gives the ticks that the watermark has passed and that are not yet observed to the observer, in
   * order, where the user was active.
   */
  public void observe(long watermark, TickObserver observer) {
    throw new UnsupportedOperationException();
  }

  /**
   * The first event time after the {@code asOf} last evaluated at which a value changes because
   * something leaves a window; {@link Long#MAX_VALUE} if none does.
   */
  public long changesAt() {
    throw new UnsupportedOperationException();
  }

  /**
   * The earliest event time at which something is due: {@link #changesAt}, a tick, or the end of
   * retention; {@link Long#MAX_VALUE} if nothing is.
   */
  public long wakeAt(long watermark) {
    throw new UnsupportedOperationException();
  }

  /** Whether the user has been without an event for as long as retention says. */
  public boolean isForgotten(long watermark) {
    throw new UnsupportedOperationException();
  }

  /** The timer that the owner has registered; {@link Long#MAX_VALUE} for none, as at first. */
  public long timerAt() {
    throw new UnsupportedOperationException();
  }

  /** Remembers the timer that the owner has registered. */
  public void timerAt(long timeMillis) {
    throw new UnsupportedOperationException();
  }
}
