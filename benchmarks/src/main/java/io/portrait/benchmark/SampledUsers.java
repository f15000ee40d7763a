package io.portrait.benchmark;

import io.portrait.aggregate.FeaturePlan;
import io.portrait.aggregate.UserState;
import io.portrait.definition.Definition;
import io.portrait.definition.DerivedColumns;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import io.portrait.event.EventParser;
import io.portrait.event.Origin;
import io.portrait.job.window.Snapshot;
import io.portrait.job.wire.SnapshotWire;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What users of a made-up shop look like after 30 days: numbers as they come, long tails, nulls.
 */
final class SampledUsers implements Serializable {

  private static final long serialVersionUID = 1;

  private static final int USERS = 2_000;
  private static final int EVENTS_OF_A_USER = 30;
  private static final Origin NOWHERE = new Origin("", 0, 0);

  private final byte[][] snapshots;

  private SampledUsers(byte[][] snapshots) {
    this.snapshots = snapshots;
  }

  /** Lets them live by a definition without an embedding; the same users every time. */
  static SampledUsers of(Definition definition) throws IOException {
    FeaturePlan plan = FeaturePlan.of(definition);
    Map<String, UserState> users = new TreeMap<>();
    long latest = Long.MIN_VALUE;
    for (Event event : events(definition)) {
      latest = event.timeMillis();
      UserState user = users.computeIfAbsent(event.userId(), unseen -> plan.newUser());
      user.observe(latest - 1, (tick, values, count) -> {});
      user.add(event, latest - 1, new IdsInMemory());
    }
    DerivedColumns derived = new DerivedColumns(definition);
    List<byte[]> snapshots = new ArrayList<>();
    for (UserState user : users.values()) {
      Values values = new Values(plan.columns());
      user.evaluate(user.asOf(latest), values);
      derived.fill(values);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      SnapshotWire.CODEC.write(
          new Snapshot(Snapshot.Kind.LIVE, "", latest, user.events(), values, Map.of()),
          new DataOutputStream(bytes));
      snapshots.add(bytes.toByteArray());
    }
    return new SampledUsers(snapshots.toArray(byte[][]::new));
  }

  private static List<Event> events(Definition definition) {
    EventParser parser = new EventParser(definition.events());
    List<Event> events = new ArrayList<>();
    try (ShopRecords records = new ShopRecords((long) USERS * EVENTS_OF_A_USER, USERS, 1)) {
      for (byte[] record = records.next(); record != null; record = records.next()) {
        if (parser.parse(record, NOWHERE, System.currentTimeMillis()) instanceof Event event) {
          events.add(event);
        }
      }
    }
    events.sort(Comparator.comparingLong(Event::timeMillis));
    return events;
  }

  /** The columns of each, which nobody changes. */
  List<Values> values() {
    List<Values> values = new ArrayList<>();
    for (byte[] snapshot : snapshots) {
      try {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot));
        values.add(SnapshotWire.CODEC.read(in).values());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return values;
  }
}
