package io.portrait.definition;

import io.portrait.event.EventRules;
import io.portrait.yaml.NearestName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * @param erasure what is left of a user who was erased, and for how long
 * @param segments groups of users who are alike; null where nobody asked for them
 * @param churn who leaves; null where nobody asked
 * @param views in file order
 * @param hash of the file's text without {@code views}, 16 hex digits: {@code _definitions} of
 *     every row
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
    ErasureRules erasure,
    @Nullable Segments segments,
    @Nullable Churn churn,
    List<NamedView> views,
    String hash) {

  /** The column every profile has: fractional days since the first accepted event. */
  public static final String TENURE_DAYS = "tenure_days";

  public Definition {
    features = List.copyOf(features);
    derived = List.copyOf(derived);
    tags = List.copyOf(tags);
    views = List.copyOf(views);
  }

  /**
   * The view of a name.
   *
   * @throws IllegalArgumentException if there is none, with the nearest
   */
  public NamedView view(String name) {
    return views.stream()
        .filter(view -> view.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the definition file has no view '"
                        + name
                        + "'"
                        + NearestName.hint(name, views.stream().map(NamedView::name).toList())));
  }

  /** For how long, by the clock, events from before a user was erased are refused. */
  public Duration tombstone() {
    return erasure.tombstone();
  }

  /**
   * The computed columns in slot order: each feature's windows as written, {@code tenure_days},
   * then the derived columns. Slot i of {@link Values} is column i.
   */
  public List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (Feature feature : features) {
      for (String name : feature.columns()) {
        columns.add(new Column(name, feature.columnType(), feature.unit()));
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
