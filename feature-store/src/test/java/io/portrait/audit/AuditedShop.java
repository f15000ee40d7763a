package io.portrait.audit;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.online.StoredProfile;
import io.portrait.shop.ShopRates;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A small shop that went through the windows, and how it is audited. */
abstract class AuditedShop {

  static final Definition DEFINITION =
      DefinitionFile.parse(
          """
          project: shop
          events: {max_out_of_orderness: 1m, deduplicate_within: 1h}
          features:
            - {name: views, types: [view], aggregate: count, windows: [1h, 24h, 7d]}
            - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [7d]}
            - {name: seen, types: [view], aggregate: mean, of: amount, windows: [24h]}
            - {name: spread, aggregate: stddev, of: amount, windows: [7d]}
            - {name: items, types: [view], aggregate: distinct, of: item_id, windows: [7d]}
            - {name: categories, types: [view], aggregate: top, of: category, keep: 3, windows: [24h]}
            - {name: median, types: [view], aggregate: quantile, of: amount, at: 0.5, windows: [7d]}
            - {name: last_category, aggregate: last, of: category}
            - {name: since_view, types: [view], aggregate: recency}
          derived: [{name: pace, value: "views_24h / views_7d"}]
          tags: [{name: new, when: "tenure_days < 7"}, {name: busy, when: "pace > 0.5"}]
          observations: {every: 1h, active_within: 1d}
          retention: 30d
          """,
          "test");

  static final ShopRates RATES = ShopRates.DEFAULT.withUsers(150);
  static final WindowedShop SHOP = new WindowedShop(DEFINITION, 5, RATES, Duration.ofDays(9));

  /** A user with some events, some of them late. */
  static final String BUSY =
      SHOP.rows.values().stream()
          .max((one, other) -> Long.compare(events(one), events(other)))
          .orElseThrow()
          .row()
          .userId();

  static long events(StoredProfile stored) {
    return stored.row().version().events();
  }

  final OfflineRows offline = new OfflineRows();
  Refusals refusals = new Refusals(SHOP.refused);
  boolean isGrowing;

  UserAudit check(StoredProfile row, EventHistory history) {
    return new Audit(DEFINITION, OptionalLong.empty(), isGrowing, null)
        .check(row, history, refusals, KnownModels.none(), offline);
  }

  AuditReport audit(Collection<StoredProfile> rows, EventHistory history) {
    AuditReport report = new AuditReport();
    rows.forEach(row -> report.add(check(row, history)));
    return report;
  }

  static Set<String> differing(AuditReport report) {
    return report.columns().entrySet().stream()
        .filter(column -> column.getValue().differ() > 0)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static EventHistory history(List<byte[]> records) {
    EventHistory history = new EventHistory(DEFINITION, SHOP.rows.keySet());
    records.forEach(
        record -> history.take(record, Refusals.keyOf(record), 0, System.currentTimeMillis()));
    return history;
  }

  static StoredProfile row(String user) {
    return Objects.requireNonNull(SHOP.rows.get(user), user);
  }
}
