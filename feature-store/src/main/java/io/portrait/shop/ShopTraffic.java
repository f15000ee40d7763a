package io.portrait.shop;

import com.google.common.base.Preconditions;
import io.portrait.event.Event;
import io.portrait.event.EventJson;
import io.portrait.shop.GeneratedRecord.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The shop's records from a moment on, without end, in the order in which they are sent. Holds the
 * visitors, and the late and second copies that are still to be sent. Not thread-safe.
 */
public final class ShopTraffic implements Iterator<GeneratedRecord> {

  private final ShopRates rates;
  private final Dice dice;
  private final PriorityQueue<Visitor> visitors =
      new PriorityQueue<>(
          Comparator.comparingLong(Visitor::nextMillis).thenComparingInt(Visitor::place));
  private final PriorityQueue<Held> held =
      new PriorityQueue<>(
          Comparator.comparingLong((Held one) -> one.record.sentMillis())
              .thenComparingLong(one -> one.sequence));
  private double eventsPerSecond;
  private long sequence;

  /** A record to be sent; the sequence keeps the order among those of one moment. */
  private record Held(GeneratedRecord record, long sequence) {}

  ShopTraffic(ShopRates rates, Dice dice, List<Visitor> visitors) {
    this.rates = rates;
    this.dice = dice;
    this.visitors.addAll(visitors);
    this.eventsPerSecond = rates.eventsPerSecond();
  }

  /** Always: visitors keep coming. */
  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public GeneratedRecord next() {
    Held next = held.peek();
    while (next == null || visitors.element().nextMillis() <= next.record.sentMillis()) {
      Visitor visitor = visitors.remove();
      send(visitor.act());
      visitors.add(visitor);
      next = held.peek();
    }
    held.remove();
    return next.record;
  }

  /** When the next record is sent. */
  public long nextMillis() {
    long next = visitors.element().nextMillis();
    return held.isEmpty() ? next : Math.min(next, held.element().record.sentMillis());
  }

  /**
   * From a moment on so many events happen in a second on average, flaws not counted: everyone
   * comes more or less often, in equal measure. Sessions that have begun go on as they were.
   *
   * @param wanted over 0, at most 1e7
   * @param from when, about the time of the next record
   */
  public void setEventsPerSecond(double wanted, Instant from) {
    Preconditions.checkArgument(
        wanted > 0 && wanted <= 1e7, "events a second: over 0 and at most 1e7, not %s", wanted);
    List<Visitor> all = new ArrayList<>(visitors);
    for (Visitor visitor : all) {
      visitor.hurry(wanted / eventsPerSecond, from.toEpochMilli());
    }
    visitors.clear();
    visitors.addAll(all);
    eventsPerSecond = wanted;
  }

  private void send(Event event) {
    ShopRates.Flaws flaws = rates.flaws();
    byte[] value = EventJson.toJson(event);
    boolean isLate = dice.chance(flaws.late());
    long sent = event.timeMillis();
    if (isLate) {
      sent += 1 + (long) (dice.share() * flaws.lateBy().toMillis());
    }
    hold(value, event, sent, isLate ? Kind.LATE : Kind.PLAIN);
    if (dice.chance(flaws.duplicates())) {
      long again = sent + 1 + (long) (dice.share() * flaws.duplicateAfter().toMillis());
      hold(value, event, again, Kind.DUPLICATE);
    }
    if (dice.chance(flaws.malformed())) {
      hold(BrokenRecords.from(event, dice), event, sent, Kind.BROKEN);
    }
  }

  private void hold(byte[] value, Event event, long sentMillis, Kind kind) {
    GeneratedRecord record =
        new GeneratedRecord(value, event.userId(), event.timeMillis(), sentMillis, kind);
    held.add(new Held(record, sequence++));
  }
}
