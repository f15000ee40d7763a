package io.portrait.aggregate;

import io.portrait.definition.Field;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import org.jspecify.annotations.Nullable;

/** What is kept of one user's events for the columns of a {@link SeriesPlan}. */
abstract class Series implements Cloneable {

  /** {@link #since} of a series that has seen every event of its user. */
  static final long ALWAYS = Long.MIN_VALUE;

  private static final int HAS_SINCE = 0x80;

  private final SeriesPlan plan;
  private long since = ALWAYS;

  Series(SeriesPlan plan) {
    this.plan = plan;
  }

  final SeriesPlan plan() {
    return plan;
  }

  /** The event time since which it collects; {@link #ALWAYS} if nothing came before. */
  final long since() {
    return since;
  }

  final void since(long time) {
    since = time;
  }

  /**
   * Takes an event that its plan accepts, if it has the field.
   *
   * @param clock of the state: tiles are laid by their age at it
   */
  final void add(Event event, long clock) {
    Field of = plan.of();
    if (of == null) {
      add(event.timeMillis(), Double.NaN, null, clock);
    } else if (of.kind() == Field.Kind.NUMBER) {
      double number = of.number(event);
      if (!Double.isNaN(number)) {
        add(event.timeMillis(), number, null, clock);
      }
    } else {
      String text = of.text(event);
      if (text != null) {
        add(event.timeMillis(), Double.NaN, text, clock);
      }
    }
  }

  abstract void add(long time, double number, @Nullable String text, long clock);

  /** Sets its columns as of the bounds, and tells them what the windows cover. */
  abstract void evaluate(Bounds bounds, Values into);

  /**
   * Tells the tiles behind one of its columns, oldest first.
   *
   * @param clock of the state, by which tiles are laid
   */
  abstract void explain(TileList into, long clock);

  /**
   * Merges what has aged and drops what no window covers any more.
   *
   * @param bounds as of the new clock of the state
   */
  abstract void compact(Bounds bounds);

  /** Whether it keeps nothing. */
  abstract boolean isEmpty();

  /**
   * Writes its section: the identity, the length, and where there is something the kind with its
   * version, since when, and the rest.
   *
   * @param latest the user's latest event, to which times are told
   * @param clock at which it was compacted
   */
  final void write(ByteWriter out, long latest, long clock) {
    out.fixed(plan.identity());
    int start = out.open();
    if (!isEmpty() || since != ALWAYS) {
      out.write(plan.kind().mark() | (since == ALWAYS ? 0 : HAS_SINCE));
      if (since != ALWAYS) {
        out.signed(latest - since);
      }
      if (!isEmpty()) {
        writeBody(out, latest, clock);
      }
    }
    out.close(start);
  }

  abstract void writeBody(ByteWriter out, long latest, long clock);

  /** Reads its section, from behind the length to the end. */
  final void read(ByteReader in, long latest) {
    if (in.hasMore()) {
      int mark = in.read();
      if ((mark & ~HAS_SINCE) != plan.kind().mark()) {
        throw new StateFormatException("unknown version of " + plan.kind() + ": " + mark);
      }
      if ((mark & HAS_SINCE) != 0) {
        since = latest - in.signed();
      }
      if (in.hasMore()) {
        readBody(in, latest);
      }
    }
  }

  abstract void readBody(ByteReader in, long latest);

  /** Fits what another definition's windows laid out to those of the plan. */
  void refit(long clock) {}

  /** A copy that shares nothing mutable. */
  Series copy() {
    try {
      return (Series) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }
}
