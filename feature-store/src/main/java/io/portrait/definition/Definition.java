package io.portrait.definition;

import io.portrait.event.EventRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A checked definition file (contract 2): everything Portrait computes for a project.
 *
 * @param project Redis prefix and Iceberg namespace: {@code [a-z][a-z0-9_]*}
 * @param events how events are read
 * @param features in file order, at least one
 * @param derived in file order; each sees those before it
 * @param tags in file order
 * @param embedding what of events makes a user's taste; null where nothing does
 * @param observations when users are observed
 * @param online how profiles are served
 * @param retention a user without an event for so much event time is forgotten
 * @param unavailable sections the file has that this version does not compute; each makes rows
 *     {@code degraded:<section>}
 * @param hash of the file's text, 16 hex digits: {@code _definitions} of every row
 */
public record Definition(
    String project,
    EventRules events,
    List<Feature> features,
    List<Derived> derived,
    List<Tag> tags,
    @Nullable Embedding embedding,
    Observations observations,
    Online online,
    Duration retention,
    Set<String> unavailable,
    String hash) {

  /** The column every profile has: fractional days since the first accepted event. */
  public static final String TENURE_DAYS = "tenure_days";

  public Definition {
    features = List.copyOf(features);
    derived = List.copyOf(derived);
    tags = List.copyOf(tags);
    unavailable = Set.copyOf(new LinkedHashSet<>(unavailable));
  }

  /**
   * The computed columns in slot order: each feature's windows as written, {@code tenure_days},
   * then the derived columns. Slot i of {@link Values} is column i.
   */
  public List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (Feature feature : features) {
      if (feature.windows().isEmpty()) {
        columns.add(new Column(feature.name(), feature.columnType(), feature.unit()));
      }
      for (Window window : feature.windows()) {
        columns.add(new Column(feature.column(window), feature.columnType(), feature.unit()));
      }
    }
    columns.add(new Column(TENURE_DAYS, ColumnType.DOUBLE, "days"));
    for (Derived column : derived) {
      columns.add(new Column(column.name(), column.value().type(), ""));
    }
    return columns;
  }

  /**
   * The length of the longest window, milliseconds; {@code retention} where there is no window. An
   * event further behind the watermark is too late: no window could take it.
   */
  public long longestWindowMillis() {
    return features.stream()
        .flatMap(feature -> feature.windows().stream())
        .mapToLong(Window::sizeMillis)
        .max()
        .orElse(retention.toMillis());
  }
}
