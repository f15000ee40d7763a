package io.portrait.audience;

import static java.util.stream.Collectors.joining;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Definition;
import io.portrait.learning.Input;
import io.portrait.learning.Inputs;
import io.portrait.learning.ReasonPhrases;
import io.portrait.query.QueryEngine;
import io.portrait.query.RowWriter;
import io.portrait.query.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Ranks users by how like they are to some seeds, and says why: by all columns that are numbers,
 * and by taste where there are embeddings.
 */
final class LookAlike {

  /** The table that is made: user_id, similarity, reasons. */
  static final String TABLE = "alike";

  /** Users who are no seeds and whom a model is learned from, at most. */
  static final int MOST_OTHERS = 20_000;

  private static final int REASONS = 3;

  /** What is less than that of all that speaks for or against is no reason. */
  private static final double LEAST_SHARE = 0.05;

  private static final String TASTE = "taste";

  private final QueryEngine engine;
  private final ReasonPhrases phrases;
  private final List<String> columns;
  private final List<Input> inputs;
  private final Optional<Taste> taste;

  /**
   * Of the profiles and seeds that the engine holds, in tables of these names.
   *
   * @param hasEmbedding whether profiles have the column
   */
  LookAlike(QueryEngine engine, Definition definition, boolean hasEmbedding) {
    this.engine = engine;
    phrases = new ReasonPhrases(definition);
    columns = numbers(definition);
    taste =
        hasEmbedding
            ? Taste.of(
                engine,
                "SELECT embedding FROM profiles SEMI JOIN seeds USING (user_id)"
                    + " WHERE embedding IS NOT NULL ORDER BY user_id")
            : Optional.empty();
    inputs = new ArrayList<>(Inputs.of(definition, columns).columns());
    taste.ifPresent(any -> inputs.add(new Input(TASTE, Input.Scale.PLAIN, true)));
  }

  /** The columns that it reads, beside user_id and embedding. */
  static List<String> numbers(Definition definition) {
    return definition.columns().stream()
        .filter(column -> column.type() == ColumnType.LONG || column.type() == ColumnType.DOUBLE)
        .map(Column::name)
        .toList();
  }

  /**
   * Makes the table {@link #TABLE}: everybody but the seeds, among those who meet a condition.
   *
   * @param limit the most that are kept, the most alike first, then by id
   */
  void rank(@Nullable Condition condition, long limit) {
    SeedModel model =
        SeedModel.of(
            inputs,
            read("SEMI JOIN seeds USING (user_id) ORDER BY user_id", true),
            // By hash, because ids often tell when somebody came.
            read(
                "ANTI JOIN seeds USING (user_id) ORDER BY md5(user_id) LIMIT " + MOST_OTHERS,
                false));
    engine.execute("CREATE TABLE ranked (user_id VARCHAR, similarity DOUBLE)");
    String where = condition == null ? "" : " WHERE (\n" + condition.text() + "\n)";
    try (RowWriter ranked = engine.writer("ranked")) {
      engine.forEach(
          select("FROM profiles ANTI JOIN seeds USING (user_id)" + where),
          row ->
              ranked
                  .begin()
                  .add(row.getString(1))
                  .add(model.similarity(model.evidence(numbers(row, false))))
                  .end());
    }
    engine.execute(
        "CREATE TABLE " + TABLE + " (user_id VARCHAR, similarity DOUBLE, reasons VARCHAR)");
    try (RowWriter alike = engine.writer(TABLE)) {
      engine.forEach(
          select(
              "FROM profiles SEMI JOIN (SELECT user_id FROM ranked ORDER BY similarity DESC, user_id"
                  + " LIMIT "
                  + limit
                  + ") USING (user_id)"),
          row -> {
            double[] numbers = numbers(row, false);
            double[] evidence = model.evidence(numbers);
            alike
                .begin()
                .add(row.getString(1))
                .add(model.similarity(evidence))
                .add(reasons(model, numbers, evidence))
                .end();
          });
    }
  }

  private List<double[]> read(String which, boolean areSeeds) {
    List<double[]> users = new ArrayList<>();
    engine.forEach(select("FROM profiles " + which), row -> users.add(numbers(row, areSeeds)));
    return users;
  }

  private String select(String from) {
    return "SELECT user_id, "
        + columns.stream().map(name -> Sql.name(name) + "::DOUBLE").collect(joining(", "))
        + taste.map(known -> ", " + known.innerProduct()).orElse("")
        + " "
        + from;
  }

  private double[] numbers(ResultSet row, boolean isSeed) throws SQLException {
    double[] numbers = new double[inputs.size()];
    for (int i = 0; i < numbers.length; i++) {
      double number = row.getDouble(i + 2);
      numbers[i] = row.wasNull() ? Double.NaN : number;
    }
    if (taste.isPresent()) {
      int last = numbers.length - 1;
      numbers[last] = taste.get().cosine(numbers[last], isSeed);
    }
    return numbers;
  }

  /** {@code taste like theirs, cosine 0.83: +0.41; 120 views in 30 days: +0.22}. */
  private String reasons(SeedModel model, double[] numbers, double[] evidence) {
    double all = IntStream.range(0, evidence.length).mapToDouble(i -> Math.abs(evidence[i])).sum();
    return IntStream.range(0, evidence.length)
        .boxed()
        .filter(i -> Math.abs(evidence[i]) >= LEAST_SHARE * all && all > 0)
        .sorted(Comparator.comparingDouble(i -> -Math.abs(evidence[i])))
        .limit(REASONS)
        .map(
            i ->
                words(i, numbers[i], model)
                    + String.format(Locale.ROOT, ": %+.2f", evidence[i] / all))
        .collect(joining("; "));
  }

  private String words(int input, double number, SeedModel model) {
    String name = inputs.get(input).name();
    if (input == columns.size()) {
      return Double.isNaN(number)
          ? "no taste known"
          : String.format(Locale.ROOT, "taste like theirs, cosine %.2f", number);
    }
    // Long ago is said as a lack, a while ago as an event, by what is long for a user.
    return phrases.words(name, number, model.standardised(input, number));
  }
}
