package io.portrait.aggregate;

import io.portrait.definition.Aggregate;
import io.portrait.definition.Values;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The time of the latest event and its value: recency and last. Of events at one time the greatest
 * value counts.
 *
 * <p>One event is enough for all windows: one that does not cover the latest event covers none.
 */
final class LatestSeries extends Series {

  private static final long NONE = Long.MIN_VALUE;

  private long time = NONE;
  private double number = Double.NaN;
  private @Nullable String text;

  LatestSeries(SeriesPlan plan) {
    super(plan);
  }

  @Override
  void add(long newTime, double newNumber, @Nullable String newText, long clock) {
    if (newTime > time || (newTime == time && isGreater(newNumber, newText))) {
      time = newTime;
      number = newNumber;
      text = newText;
    }
  }

  private boolean isGreater(double newNumber, @Nullable String newText) {
    if (newText != null && text != null) {
      return newText.compareTo(text) > 0;
    }
    return newNumber > number;
  }

  @Override
  void evaluate(Bounds bounds, Values into) {
    emit(time != NONE, plan().lifetime(), bounds.asOf(), into);
    for (int i = 0; i < plan().windows(); i++) {
      int window = plan().window(i);
      boolean isCovered = time != NONE && time >= bounds.from(window);
      if (isCovered) {
        bounds.covers(window, time);
      }
      emit(isCovered, plan().outputs(i), bounds.asOf(), into);
    }
  }

  private void emit(boolean isCovered, Output[] outputs, long asOf, Values into) {
    for (Output output : outputs) {
      if (plan().kind() == SeriesKind.LAST_TEXT) {
        into.set(output.slot(), isCovered ? text : null);
      } else if (!isCovered) {
        into.set(output.slot(), Double.NaN);
      } else {
        into.set(
            output.slot(),
            output.aggregate() == Aggregate.RECENCY ? (asOf - time) / EventTime.DAY : number);
      }
    }
  }

  @Override
  void explain(TileList into, long clock) {
    if (time != NONE && into.covers(time)) {
      emit(true, into.outputs(), into.asOf(), into.values());
      into.add(time, time + 1, OptionalLong.of(1));
    }
  }

  @Override
  void compact(Bounds bounds) {
    if (!plan().hasLifetime() && time != NONE && time < plan().oldest(bounds)) {
      time = NONE;
      number = Double.NaN;
      text = null;
    }
  }

  /** An event that everything is known since is later than all that is missing. */
  @Override
  boolean knowsSince(long from) {
    return time != NONE && time >= from;
  }

  @Override
  boolean isEmpty() {
    return time == NONE;
  }

  @Override
  void writeBody(ByteWriter out, long latest, long clock) {
    out.signed(latest - time);
    if (text != null) {
      out.text(text);
    } else if (plan().kind() == SeriesKind.LAST_NUMBER) {
      out.real(number);
    }
  }

  @Override
  void readBody(ByteReader in, long latest) {
    time = latest - in.signed();
    if (plan().kind() == SeriesKind.LAST_TEXT) {
      text = in.text();
    } else if (plan().kind() == SeriesKind.LAST_NUMBER) {
      number = in.real();
    }
  }
}
