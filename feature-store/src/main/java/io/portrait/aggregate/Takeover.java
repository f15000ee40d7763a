package io.portrait.aggregate;

import io.portrait.aggregate.Gaps.Gap;
import io.portrait.definition.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Works out what a series cannot know of a past that another layout kept.
 *
 * <p>A window that both have keeps its value to the bit. Another one is exact as far back as the
 * old windows made the past be kept, and as it is cut at the new window's hops; everything is known
 * of a user whose first event lies within that.
 */
final class Takeover {

  /** How finely a series keeps the past, by its kind. */
  @FunctionalInterface
  interface Cut {
    /** {@link Series#cutFrom}. */
    long from(Grid grid, Window window, long latest);
  }

  private final SeriesPlan plan;
  private final Layout.@Nullable Part old;
  private final @Nullable Gaps before;
  private final Past past;
  private final Cut cut;

  /**
   * @param old what kept the past; null where the series was not kept
   * @param before the gaps it had
   */
  Takeover(SeriesPlan plan, Layout.@Nullable Part old, @Nullable Gaps before, Past past, Cut cut) {
    this.plan = plan;
    this.old = old;
    this.before = before;
    this.past = past;
    this.cut = cut;
  }

  /** The gaps there are now. */
  List<Gap> gaps() {
    List<Gap> gaps = new ArrayList<>();
    for (Window window : plan.part().windows()) {
      long from = from(window);
      if (from > past.first()) {
        gaps.add(new Gap(window.sizeMillis(), window.hopMillis(), from));
      }
    }
    if (plan.hasLifetime()) {
      long from = lifetimeFrom();
      if (from > past.first()) {
        gaps.add(new Gap(Gaps.LIFETIME, 1, from));
      }
    }
    return gaps;
  }

  private long from(Window window) {
    if (old == null) {
      return past.latest() + 1;
    }
    if (old.windows().contains(window)) {
      Gap gap = before == null ? null : before.of(window);
      return gap == null ? EventTime.UNKNOWN : gap.from();
    }
    long from = Math.max(keptFrom(old), openBefore());
    if (!old.windows().isEmpty()) {
      Grid grid = new Grid(old.windows());
      grid.at(past.clock());
      from = Math.max(from, cut.from(grid, window, past.latest()));
    }
    return from;
  }

  private long lifetimeFrom() {
    if (old != null && old.hasLifetime()) {
      Gap gap = before == null ? null : before.ofLifetime();
      return gap == null ? EventTime.UNKNOWN : gap.from();
    }
    long from = old == null ? past.latest() + 1 : Math.max(keptFrom(old), openBefore());
    return plan.kind().isOfLatestEvent() || from <= past.first() ? from : Gaps.NEVER;
  }

  /** The time from which the old layout kept everything, if not in the tiles that are asked for. */
  private long keptFrom(Layout.Part old) {
    if (plan.kind().isOfLatestEvent() && old.hasLifetime()) {
      return EventTime.UNKNOWN;
    }
    long from = past.latest() + 1;
    for (Window window : old.windows()) {
      from = Math.min(from, new Step(window.hopMillis()).floor(past.clock() - window.sizeMillis()));
    }
    return from;
  }

  /** What was missing before is missing still. */
  private long openBefore() {
    long from = EventTime.UNKNOWN;
    for (Gap gap : before == null ? List.<Gap>of() : before.gaps()) {
      if (gap.from() != Gaps.NEVER) {
        from = Math.max(from, gap.from());
      }
    }
    return from;
  }
}
