package io.portrait.aggregate;

import io.portrait.definition.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a series cannot know, because the definition did not ask for it in time: windows added later
 * than the events they cover, or cut finer than the tiles that were kept.
 *
 * <p>A window is whole again as soon as it begins at or after the gap's {@code from}; until then
 * its column is partial and says until when.
 *
 * @param gaps at most one a window; none at all is null, not an empty list
 */
record Gaps(List<Gap> gaps) {

  /** The size of a gap of the value over all time. */
  static final long LIFETIME = 0;

  /** Since when everything is known, where that never comes. */
  static final long NEVER = EventTime.LIMIT;

  /**
   * One window's gap.
   *
   * @param sizeMillis of the window; {@link #LIFETIME} for all time
   * @param hopMillis of the window; any where there is none
   * @param from the earliest event time of which everything is known, and known finely enough
   */
  record Gap(long sizeMillis, long hopMillis, long from) {

    boolean isOf(Window window) {
      return sizeMillis == window.sizeMillis() && hopMillis == window.hopMillis();
    }

    /** The first event time as of which the window begins at or after {@link #from}. */
    long until() {
      return sizeMillis == LIFETIME || from == NEVER
          ? UserState.PARTIAL_FOR_GOOD
          : from + Math.floorMod(-from, hopMillis) + sizeMillis;
    }
  }

  Gaps {
    gaps = List.copyOf(gaps);
  }

  /** The gaps, or null where there is none. */
  static @Nullable Gaps of(List<Gap> gaps) {
    return gaps.isEmpty() ? null : new Gaps(gaps);
  }

  /** The gap of a window; null where it is whole. */
  @Nullable Gap of(Window window) {
    return find(window.sizeMillis(), window.hopMillis());
  }

  /** The gap of all time; null where everything is known. */
  @Nullable Gap ofLifetime() {
    for (Gap gap : gaps) {
      if (gap.sizeMillis == LIFETIME) {
        return gap;
      }
    }
    return null;
  }

  /** The gap of a window by its measures; null where it is whole. */
  @Nullable Gap find(long sizeMillis, long hopMillis) {
    for (Gap gap : gaps) {
      if (gap.sizeMillis == sizeMillis && gap.hopMillis == hopMillis) {
        return gap;
      }
    }
    return null;
  }

  /** Those still open at a time; null where none is. */
  @Nullable Gaps openAt(long time) {
    List<Gap> open = new ArrayList<>();
    for (Gap gap : gaps) {
      if (gap.until() > time) {
        open.add(gap);
      }
    }
    return open.size() == gaps.size() ? this : of(open);
  }

  void write(ByteWriter out, long latest) {
    out.number(gaps.size());
    for (Gap gap : gaps) {
      out.width(gap.sizeMillis == LIFETIME ? 1 : gap.sizeMillis);
      out.width(gap.sizeMillis == LIFETIME ? 1 : gap.hopMillis);
      out.signed(latest - gap.from);
    }
  }

  /** Reads what {@link #write} wrote. No window is as short as the mark of all time. */
  static @Nullable Gaps read(ByteReader in, long latest) {
    List<Gap> gaps = new ArrayList<>();
    for (int count = in.count(3); count > 0; count--) {
      long size = in.width();
      long hop = in.width();
      long from = latest - in.signed();
      gaps.add(size == 1 ? new Gap(LIFETIME, hop, from) : new Gap(size, hop, from));
    }
    return of(gaps);
  }
}
