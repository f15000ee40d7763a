package io.portrait.aggregate;

import io.portrait.definition.Field;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import org.jspecify.annotations.Nullable;

/** What is kept of one user's events for the columns of a {@link SeriesPlan}. */
abstract class Series implements Cloneable {

  private static final int HAS_GAPS = 0x80;

  private final SeriesPlan plan;
  private @Nullable Gaps gaps;

  Series(SeriesPlan plan) {
    this.plan = plan;
  }

  final SeriesPlan plan() {
    return plan;
  }

  /** What it cannot know; null, as almost always, where it knows all that its windows cover. */
  final @Nullable Gaps gaps() {
    return gaps;
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

  /** Closes the gaps that no window as of the clock or later reaches back to. */
  final void closeGaps(long clock) {
    Gaps open = gaps;
    if (open != null) {
      open = open.openAt(clock);
      gaps =
          open == null
              ? null
              : Gaps.of(open.gaps().stream().filter(gap -> !knowsSince(gap.from())).toList());
    }
  }

  /** Whether what it holds answers for every window, though events before a time are missing. */
  boolean knowsSince(long time) {
    return false;
  }

  /** Tells of its columns that are partial as of a time, and until when. */
  final void partial(long asOf, PartialColumns columns) {
    Gaps open = gaps;
    if (open == null) {
      return;
    }
    for (int i = 0; i < plan.windows(); i++) {
      tell(open.of(plan.part().windows().get(i)), plan.outputs(i), asOf, columns);
    }
    tell(open.ofLifetime(), plan.lifetime(), asOf, columns);
  }

  private void tell(Gaps.@Nullable Gap gap, Output[] outputs, long asOf, PartialColumns columns) {
    if (gap != null && gap.until() > asOf && !knowsSince(gap.from())) {
      for (Output output : outputs) {
        columns.partial(output.slot(), gap.until());
      }
    }
  }

  /**
   * Writes its section: the length, and where there is something the kind with its version, the
   * gaps, and the rest.
   *
   * @param latest the user's latest event, to which times are told
   * @param clock at which it was compacted
   */
  final void write(ByteWriter out, long latest, long clock) {
    int start = out.open();
    Gaps open = gaps;
    if (!isEmpty() || open != null) {
      out.write(plan.kind().mark() | (open == null ? 0 : HAS_GAPS));
      if (open != null) {
        open.write(out, latest);
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
    read(in, latest, false);
  }

  /** As {@link #read}, of the first version of values, which knew one gap for all windows. */
  final void readFirstVersion(ByteReader in, long latest) {
    read(in, latest, true);
  }

  private void read(ByteReader in, long latest, boolean isFirstVersion) {
    if (in.hasMore()) {
      int mark = in.read();
      if ((mark & ~HAS_GAPS) != plan.kind().mark()) {
        throw new StateFormatException("unknown version of " + plan.kind() + ": " + mark);
      }
      if ((mark & HAS_GAPS) != 0) {
        gaps = isFirstVersion ? plan.gapsBefore(latest - in.signed()) : Gaps.read(in, latest);
      }
      if (in.hasMore()) {
        readBody(in, latest);
      }
    }
  }

  abstract void readBody(ByteReader in, long latest);

  /**
   * Takes over what another layout kept: works out what its own windows cannot know of the past,
   * and fits the tiles to them.
   *
   * @param old what wrote it; null where the series was not kept at all
   * @param past the events that layout was told
   */
  final void takeOver(Layout.@Nullable Part old, Past past) {
    gaps = Gaps.of(new Takeover(plan, old, gaps, past).gaps());
    if (old != null) {
      refit(past.clock());
    }
  }

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
