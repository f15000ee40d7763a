package io.portrait.audit;

import io.portrait.aggregate.ColdIds;
import io.portrait.aggregate.FeaturePlan;
import io.portrait.aggregate.UserState;
import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Definition;
import io.portrait.definition.DerivedColumns;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import io.portrait.event.EventParser;
import io.portrait.event.Origin;
import io.portrait.online.StoredProfile;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import io.portrait.profile.RowMaker;
import io.portrait.profile.RowVersion;
import io.portrait.profile.Scores;
import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A shop's records through the windows as the job runs them, in one partition: the rows that it
 * serves, after each event and at the end, and those of ticks.
 */
final class WindowedShop {

  private static final Instant FROM = Instant.parse("2025-10-01T00:00:00Z");
  private static final Origin NOWHERE = new Origin("", 0, 0);

  /** Everything that was sent, in the order in which it came. */
  final List<byte[]> records = new ArrayList<>();

  /** The rows at the end. */
  final Map<String, StoredProfile> rows = new TreeMap<>();

  /** The rows after each event. */
  final Map<String, List<StoredProfile>> earlier = new HashMap<>();

  /** Rows of ticks, as the reader of offline tables gives them. */
  final List<Map<String, @Nullable Object>> ticks = new ArrayList<>();

  /** Too late for the watermark, by the key of their bytes. */
  final Map<Long, Refusals.Refusal> refused = new HashMap<>();

  private final Definition definition;
  private final FeaturePlan plan;
  private final RowMaker maker;
  private final DerivedColumns derived;
  private final Map<String, UserState> states = new LinkedHashMap<>();
  private final Map<String, Cold> cold = new HashMap<>();
  private long latest = Long.MIN_VALUE;

  private static final class Cold implements ColdIds {
    private final Map<Long, byte[]> buckets = new HashMap<>();

    @Override
    public byte @Nullable [] get(long bucket) {
      return buckets.get(bucket);
    }

    @Override
    public void put(long bucket, byte[] ids) {
      buckets.put(bucket, ids);
    }

    @Override
    public void remove(long bucket) {
      buckets.remove(bucket);
    }
  }

  /** Lets some days go by. */
  WindowedShop(Definition definition, long seed, ShopRates rates, Duration length) {
    this.definition = definition;
    plan = FeaturePlan.of(definition);
    maker = new RowMaker(definition);
    derived = new DerivedColumns(definition);
    Iterator<GeneratedRecord> shop =
        new ShopGenerator(seed, rates).between(FROM, FROM.plus(length));
    EventParser parser = new EventParser(definition.events());
    while (shop.hasNext()) {
      byte[] record = shop.next().value();
      records.add(record);
      if (parser.parse(record, NOWHERE, System.currentTimeMillis()) instanceof Event event) {
        take(event, record);
      }
    }
    for (String user : states.keySet()) {
      observe(user, watermark());
      rows.put(user, row(user));
    }
  }

  private void take(Event event, byte[] record) {
    long watermark = watermark();
    latest = Math.max(latest, event.timeMillis());
    if (watermark != Long.MIN_VALUE
        && event.timeMillis() < watermark - definition.longestWindowMillis()) {
      refused.merge(
          Refusals.keyOf(record),
          new Refusals.Refusal(1, false),
          (one, other) -> new Refusals.Refusal(one.copies() + other.copies(), false));
      return;
    }
    String user = event.userId();
    states.computeIfAbsent(user, any -> plan.newUser());
    observe(user, watermark);
    if (state(user).add(event, watermark, cold.computeIfAbsent(user, any -> new Cold()))) {
      earlier.computeIfAbsent(user, any -> new ArrayList<>()).add(row(user));
    }
  }

  private UserState state(String user) {
    UserState state = states.get(user);
    if (state == null) {
      throw new IllegalStateException(user);
    }
    return state;
  }

  private long watermark() {
    return latest == Long.MIN_VALUE
        ? latest
        : Math.floorDiv(latest - definition.events().maxOutOfOrderness().toMillis() - 1, 1_000L)
            * 1_000;
  }

  private StoredProfile row(String user) {
    UserState state = state(user);
    long asOf = state.asOf(watermark());
    Values values = new Values(definition.columns().size());
    state.evaluate(asOf, values);
    derived.fill(values);
    return stored(
        maker.row(
            user,
            new RowVersion(0, state.events(), asOf),
            values,
            Scores.NONE,
            state.partialUntil(asOf),
            asOf));
  }

  private StoredProfile stored(ProfileRow row) {
    return new StoredProfile(row, ProfileSchema.of(definition));
  }

  private void observe(String user, long watermark) {
    state(user)
        .observe(
            watermark,
            (tick, values, events) -> {
              derived.fill(values);
              ProfileRow row =
                  maker.row(
                      user, new RowVersion(0, events, tick), values, Scores.NONE, Map.of(), tick);
              ticks.add(offline(row));
            });
  }

  /** A row as it lies in an offline table. */
  Map<String, @Nullable Object> offline(ProfileRow row) {
    Map<String, @Nullable Object> offline = new HashMap<>();
    offline.put("user_id", row.userId());
    offline.put("as_of", Instant.ofEpochMilli(row.version().asOf()));
    offline.put("known_at", Instant.EPOCH);
    offline.put("generation", row.version().generation());
    offline.put("events", row.version().events());
    offline.put("definitions", row.definitions());
    offline.put("tags", row.tags());
    List<Column> columns = definition.columns();
    for (int slot = 0; slot < columns.size(); slot++) {
      Object value = NaiveFeatures.valueOf(columns.get(slot), row.values(), slot);
      boolean isWhole = columns.get(slot).type() == ColumnType.LONG;
      offline.put(
          columns.get(slot).name(),
          isWhole && value instanceof Double number ? (Object) number.longValue() : value);
    }
    return offline;
  }
}
