package io.portrait.aggregate;

import io.portrait.aggregate.Gaps.Gap;
import io.portrait.definition.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Works out what a series cannot know of a past that another layout kept.
 *
 * <p>A window that both have keeps its value to the bit. Another one is known as far back as one of
 * the old windows that are cut wherever it is, for whatever that one covered was kept and cut so.
 * Everything is known of a user whose first event lies within that.
 */
final class Takeover {

  private final SeriesPlan plan;
  private final Layout.@Nullable Part old;
  private final @Nullable Gaps before;
  private final Past past;

  /**
   * @param old what kept the past; null where the series was not kept
   * @param before the gaps it had
   */
  Takeover(SeriesPlan plan, Layout.@Nullable Part old, @Nullable Gaps before, Past past) {
    this.plan = plan;
    this.old = old;
    this.before = before;
    this.past = past;
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
    if (old != null && old.windows().contains(window)) {
      return openFrom(before == null ? null : before.of(window));
    }
    return knownFrom(plan.kind().isOfLatestEvent() ? 0 : window.hopMillis());
  }

  private long lifetimeFrom() {
    if (old != null && old.hasLifetime()) {
      return openFrom(before == null ? null : before.ofLifetime());
    }
    long from = knownFrom(0);
    return plan.kind().isOfLatestEvent() || from <= past.first() ? from : Gaps.NEVER;
  }

  /**
   * The time from which old windows covered everything.
   *
   * @param hopMillis only those count that may begin wherever one of this hop does; 0 for all
   */
  private long knownFrom(long hopMillis) {
    long from = past.latest() + 1;
    if (old == null) {
      return from;
    }
    for (Window window : old.windows()) {
      if (hopMillis % window.hopMillis() == 0) {
        long begin = new Step(window.hopMillis()).floor(past.clock() - window.sizeMillis());
        Gap gap = before == null ? null : before.of(window);
        from = Math.min(from, Math.max(begin, openFrom(gap)));
      }
    }
    if (plan.kind().isOfLatestEvent() && old.hasLifetime()) {
      from = Math.min(from, openFrom(before == null ? null : before.ofLifetime()));
    }
    return from;
  }

  private static long openFrom(@Nullable Gap gap) {
    return gap == null ? EventTime.UNKNOWN : gap.from();
  }
}
