package io.portrait.aggregate;

import io.portrait.definition.Values;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The calendar days with an event.
 *
 * <p>For windows the latest event of each day is enough: a day counts where a window covers that
 * one, whatever the zone does to its clocks. Its time is kept as exactly as windows ask.
 */
final class DaysSeries extends Series {

  private DaySet everyDay = new DaySet();
  private long[] days = new long[4];
  private long[] latestOf = new long[4];
  private int size;

  DaysSeries(SeriesPlan plan) {
    super(plan);
  }

  @Override
  void add(long time, double number, @Nullable String text, long clock) {
    long day = plan().calendar().day(time);
    if (plan().hasLifetime()) {
      everyDay.add(day);
    }
    Grid grid = plan().grid();
    if (grid != null) {
      long start = grid.step(0).floor(time);
      int at = size;
      while (at > 0 && days[at - 1] >= day) {
        at--;
      }
      if (at < size && days[at] == day) {
        latestOf[at] = Math.max(latestOf[at], start);
      } else {
        insert(at, day, start);
      }
    }
  }

  private void insert(int at, long day, long start) {
    if (size == days.length) {
      days = Arrays.copyOf(days, size * 2);
      latestOf = Arrays.copyOf(latestOf, size * 2);
    }
    System.arraycopy(days, at, days, at + 1, size - at);
    System.arraycopy(latestOf, at, latestOf, at + 1, size - at);
    size++;
    days[at] = day;
    latestOf[at] = start;
  }

  @Override
  void evaluate(Bounds bounds, Values into) {
    emit(everyDay.count(), plan().lifetime(), into);
    for (int i = 0; i < plan().windows(); i++) {
      int window = plan().window(i);
      long from = bounds.from(window);
      long count = 0;
      long oldest = Long.MAX_VALUE;
      for (int day = 0; day < size; day++) {
        if (latestOf[day] >= from) {
          count++;
          oldest = Math.min(oldest, latestOf[day]);
        }
      }
      if (count > 0) {
        bounds.covers(window, oldest);
      }
      emit(count, plan().outputs(i), into);
    }
  }

  private static void emit(long count, Output[] outputs, Values into) {
    for (Output output : outputs) {
      into.set(output.slot(), (double) count);
    }
  }

  @Override
  void explain(TileList into, long clock) {
    Grid grid = plan().grid();
    if (into.isLifetime()) {
      emit(everyDay.count(), into.outputs(), into.values());
      into.addLifetime(OptionalLong.empty());
    } else if (grid != null) {
      for (int day = 0; day < size; day++) {
        if (into.covers(latestOf[day])) {
          emit(1, into.outputs(), into.values());
          into.add(latestOf[day], latestOf[day] + grid.step(0).millis(), OptionalLong.empty());
        }
      }
    }
  }

  @Override
  void compact(Bounds bounds) {
    long oldest = plan().oldest(bounds);
    int kept = 0;
    for (int day = 0; day < size; day++) {
      if (latestOf[day] >= oldest) {
        days[kept] = days[day];
        latestOf[kept] = latestOf[day];
        kept++;
      }
    }
    size = kept;
  }

  @Override
  void refit(long clock) {
    if (!plan().hasLifetime()) {
      everyDay = new DaySet();
    } else if (everyDay.count() == 0) {
      for (int day = 0; day < size; day++) {
        everyDay.add(days[day]);
      }
    }
    Grid grid = plan().grid();
    for (int day = 0; grid != null && day < size; day++) {
      latestOf[day] = grid.step(0).floor(latestOf[day]);
    }
    size = grid == null ? 0 : size;
  }

  @Override
  boolean isEmpty() {
    return size == 0 && everyDay.count() == 0;
  }

  @Override
  void writeBody(ByteWriter out, long latest, long clock) {
    everyDay.write(out);
    out.number(size);
    Grid grid = plan().grid();
    if (size > 0 && grid != null) {
      Step step = grid.step(0);
      out.width(step.millis());
      long day = 0;
      long before = step.floor(latest);
      for (int i = 0; i < size; i++) {
        out.signed(days[i] - day);
        long later = latestOf[i] - before;
        out.signed(later < 0 ? -step.parts(-later) : step.parts(later));
        day = days[i];
        before = latestOf[i];
      }
    }
  }

  @Override
  void readBody(ByteReader in, long latest) {
    everyDay.read(in);
    size = in.count(2);
    if (size > 0) {
      days = new long[size + 4];
      latestOf = new long[size + 4];
      long millis = in.width();
      long day = 0;
      long before = latest - Math.floorMod(latest, millis);
      for (int i = 0; i < size; i++) {
        day += in.signed();
        before += in.signed() * millis;
        days[i] = day;
        latestOf[i] = before;
      }
    }
  }

  @Override
  DaysSeries copy() {
    DaysSeries copy = (DaysSeries) super.copy();
    copy.everyDay = everyDay.copy();
    copy.days = days.clone();
    copy.latestOf = latestOf.clone();
    return copy;
  }
}
