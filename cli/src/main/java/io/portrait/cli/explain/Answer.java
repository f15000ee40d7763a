package io.portrait.cli.explain;

import io.portrait.aggregate.Explanation;
import io.portrait.aggregate.FeaturePlan;
import io.portrait.aggregate.UserState;
import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Definition;
import io.portrait.definition.DerivedColumns;
import io.portrait.definition.Values;
import io.portrait.expression.ExpressionCompiler;
import io.portrait.job.window.SavedUsers.SavedUser;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.RowMaker;
import io.portrait.profile.RowVersion;
import io.portrait.profile.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One value of a user, and what it is made of.
 *
 * @param column its name, type and unit; for a tag its name
 * @param meaning what it is
 * @param value a Long, a Double, a String or a list of them; a Boolean for a tag; null where null
 * @param asOfMillis event time it is true for
 * @param firstMillis the user's first event
 * @param tiles behind a feature's column; empty for everything else
 * @param inputs what a derived column or tag is computed from; empty for everything else
 * @param isOfOtherDefinitions whether the state was written under other features or windows
 */
public record Answer(
    String userId,
    Column column,
    Meaning meaning,
    @Nullable Object value,
    long asOfMillis,
    long firstMillis,
    Optional<Explanation> tiles,
    List<Input> inputs,
    boolean isOfOtherDefinitions) {

  /**
   * A column that another one is computed from.
   *
   * @param value as {@link Answer#value}
   */
  public record Input(Column column, @Nullable Object value) {}

  /**
   * Explains a column or tag of a user.
   *
   * @param saved what is remembered of the user, and event time as it stood
   * @param name one of {@link Meaning#names}
   * @throws io.portrait.aggregate.StateFormatException if the bytes are damaged
   */
  public static Answer of(Definition definition, String userId, SavedUser saved, String name) {
    FeaturePlan plan = FeaturePlan.of(definition);
    UserState state = plan.decode(saved.bytes());
    long asOf = state.asOf(saved.watermark());
    ProfileRow row = row(definition, userId, state, asOf);
    Values values = row.values();
    List<Column> columns = definition.columns();
    Meaning meaning = Meaning.of(definition, name).orElseThrow();
    int slot = columns.stream().map(Column::name).toList().indexOf(name);
    return new Answer(
        userId,
        slot < 0 ? new Column(name, ColumnType.STRING, "") : columns.get(slot),
        meaning,
        slot < 0 ? row.tags().contains(name) : value(columns.get(slot), values, slot),
        asOf,
        state.firstMillis(),
        meaning instanceof Meaning.OfFeature
            ? Optional.of(state.explain(slot, asOf))
            : Optional.empty(),
        meaning instanceof Meaning.Computed computed
            ? inputs(columns, computed.expression(), values)
            : List.of(),
        state.isOfOtherDefinitions());
  }

  /** The row as the job makes it, with derived columns and tags. */
  private static ProfileRow row(Definition definition, String userId, UserState state, long asOf) {
    Values values = new Values(definition.columns().size());
    state.evaluate(asOf, values);
    new DerivedColumns(definition).fill(values);
    RowVersion version = new RowVersion(0, state.events(), asOf);
    return new RowMaker(definition)
        .row(userId, version, values, Scores.NONE, state.partialUntil(asOf), asOf);
  }

  private static List<Input> inputs(List<Column> columns, String expression, Values values) {
    Set<String> names = ExpressionCompiler.names(expression);
    List<Input> inputs = new ArrayList<>();
    for (int slot = 0; slot < columns.size(); slot++) {
      if (names.contains(columns.get(slot).name())) {
        inputs.add(new Input(columns.get(slot), value(columns.get(slot), values, slot)));
      }
    }
    return inputs;
  }

  private static @Nullable Object value(Column column, Values values, int slot) {
    if (!column.type().isNumber()) {
      return values.object(slot);
    }
    double number = values.number(slot);
    return Double.isNaN(number) ? null : typed(column, number);
  }

  /** A number as its column has it: a whole one is a Long. */
  static @Nullable Object typed(Column column, @Nullable Object value) {
    return value instanceof Double number && column.type() == ColumnType.LONG
        ? (Object) Math.round(number)
        : value;
  }
}
