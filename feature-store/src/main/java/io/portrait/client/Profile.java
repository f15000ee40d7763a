package io.portrait.client;

import com.google.common.math.LongMath;
import io.portrait.definition.ColumnType;
import io.portrait.online.SelectedRow;
import io.portrait.profile.RowVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a {@link PreparedView} of one user, as they were when they were read: all of one
 * version of the row. Immutable.
 *
 * <p>Not called a row: {@link io.portrait.profile.ProfileRow} is that, with every column, as the
 * job writes it; this is what came of asking for some of them, and there is one even where there is
 * no row.
 *
 * <p>Methods that take a column throw {@link IllegalArgumentException} where the view does not have
 * it, or where it holds another type than the method gives.
 */
public final class Profile {

  private final PreparedView view;
  private final SelectedRow row;

  /** When it was read, epoch milliseconds. */
  private final long readAt;

  Profile(PreparedView view, SelectedRow row, long readAt) {
    this.view = view;
    this.row = row;
    this.readAt = readAt;
  }

  /** Whose. */
  public String userId() {
    return row.userId();
  }

  /** The columns, in the order they were asked for. */
  public List<String> columns() {
    return view.columns();
  }

  /** Whether Redis has a row of the user, and it could be read. */
  public boolean found() {
    return row.outcome() == SelectedRow.Outcome.FOUND;
  }

  /** Why it could not be read; empty unless a column's status is {@link ColumnStatus#ERROR}. */
  public String error() {
    return row.error();
  }

  /** Which state of the user it shows; empty unless {@link #found()}. */
  public Optional<RowVersion> version() {
    return Optional.ofNullable(row.version());
  }

  /** What became of a column. */
  public ColumnStatus status(String column) {
    return status(view.slot(column));
  }

  private ColumnStatus status(int slot) {
    return switch (row.outcome()) {
      case ERROR -> ColumnStatus.ERROR;
      case ERASED -> ColumnStatus.ERASED;
      case NOT_FOUND -> ColumnStatus.NOT_FOUND;
      case FOUND ->
          switch (row.state(slot)) {
            case UNREADABLE -> ColumnStatus.ERROR;
            case ABSENT -> ColumnStatus.NOT_FOUND;
            case NULL -> ColumnStatus.NULL;
            case VALUE -> statusOfValue(slot);
          };
    };
  }

  private ColumnStatus statusOfValue(int slot) {
    long asOf = asOf();
    if (asOf < readAt - view.staleAfterMillis()) {
      return ColumnStatus.STALE;
    }
    return row.partialUntil(slot) > asOf ? ColumnStatus.PARTIAL : ColumnStatus.PRESENT;
  }

  /**
   * How old a column's value was when it was read: the time since the row's {@code _as_of}, the
   * moment of event time it is true for; never negative. Empty where there is no value.
   */
  public Optional<Duration> age(String column) {
    return status(column).hasValue()
        ? Optional.of(Duration.ofMillis(Math.max(0, LongMath.saturatedSubtract(readAt, asOf()))))
        : Optional.empty();
  }

  private long asOf() {
    RowVersion version = row.version();
    return version == null ? Long.MIN_VALUE : version.asOf();
  }

  /** A whole number; empty where there is no value. */
  public OptionalLong getLong(String column) {
    int slot = slot(column, ColumnType.LONG);
    return has(slot) ? OptionalLong.of(row.number(slot)) : OptionalLong.empty();
  }

  /** A number, whole ones too; empty where there is no value. */
  public OptionalDouble getDouble(String column) {
    int slot = view.slot(column);
    if (view.type(slot) == ColumnType.LONG) {
      return has(slot) ? OptionalDouble.of((double) row.number(slot)) : OptionalDouble.empty();
    }
    check(slot, ColumnType.DOUBLE);
    return has(slot)
        ? OptionalDouble.of(Double.longBitsToDouble(row.number(slot)))
        : OptionalDouble.empty();
  }

  /** A text; empty where there is no value. */
  public Optional<String> getText(String column) {
    return Optional.ofNullable((String) object(slot(column, ColumnType.STRING)));
  }

  /** A time; empty where there is no value. */
  public Optional<Instant> getTime(String column) {
    int slot = slot(column, ColumnType.TIMESTAMP);
    return has(slot) ? Optional.of(Instant.ofEpochMilli(row.number(slot))) : Optional.empty();
  }

  /** A list of texts, in an order that means something; empty where there is no value. */
  @SuppressWarnings("unchecked")
  public Optional<List<String>> getTexts(String column) {
    return Optional.ofNullable((List<String>) object(slot(column, ColumnType.STRING_LIST)));
  }

  /** Whole numbers by name; empty where there is no value. */
  @SuppressWarnings("unchecked")
  public Optional<Map<String, Long>> getNumbers(String column) {
    return Optional.ofNullable((Map<String, Long>) object(slot(column, ColumnType.LONG_MAP)));
  }

  /** The taste vector, a copy, L2 length 1; empty where there is none or the view does not ask. */
  public Optional<float[]> embedding() {
    return Optional.ofNullable(row.embedding()).map(float[]::clone);
  }

  /**
   * A value whatever its type: Long, Double, String, Instant, a list of String, a map of String to
   * Long, or for {@code embedding} float[]; null where there is none.
   */
  public @Nullable Object value(String column) {
    return value(view.slot(column));
  }

  @Nullable Object value(int slot) {
    if (!has(slot)) {
      return null;
    }
    if (view.isEmbedding(slot)) {
      float[] embedding = row.embedding();
      return embedding == null ? null : embedding.clone();
    }
    return switch (view.type(slot)) {
      case LONG -> row.number(slot);
      case DOUBLE -> Double.longBitsToDouble(row.number(slot));
      case TIMESTAMP -> Instant.ofEpochMilli(row.number(slot));
      case STRING, STRING_LIST, LONG_MAP -> row.object(slot);
    };
  }

  /**
   * Maps it to a record, whose components are columns of the view in camel case ({@code views7d}
   * for {@code views_7d}, {@code asOf} for {@code _as_of}), and {@code userId}.
   *
   * <p>A component of a primitive type wants a value; any other is null where there is none, an
   * {@code Optional} empty. {@link PreparedView#check} says which types fit which columns, and
   * finds mistakes before there is a profile.
   *
   * @throws IllegalArgumentException if the record does not fit the view
   * @throws IllegalStateException if a primitive component has no value
   */
  public <R extends Record> R as(Class<R> type) {
    return view.mapping(type).map(this);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Profile[").append(userId());
    for (int slot = 0; slot < columns().size(); slot++) {
      text.append(", ").append(columns().get(slot)).append('=');
      text.append(status(slot).hasValue() ? value(slot) : status(slot));
    }
    return text.append(error().isEmpty() ? "]" : ", error=" + error() + "]").toString();
  }

  boolean has(int slot) {
    return status(slot).hasValue();
  }

  private @Nullable Object object(int slot) {
    return has(slot) ? row.object(slot) : null;
  }

  private int slot(String column, ColumnType type) {
    int slot = view.slot(column);
    check(slot, type);
    return slot;
  }

  private void check(int slot, ColumnType type) {
    if (view.isEmbedding(slot) || view.type(slot) != type) {
      throw new IllegalArgumentException(
          "the column '"
              + view.columns().get(slot)
              + "' holds "
              + RecordMapping.words(view.column(slot))
              + ", not "
              + RecordMapping.words(type));
    }
  }
}
