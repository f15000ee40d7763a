package io.portrait.audience;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.query.QueryEngine;
import io.portrait.query.Sql;
import io.portrait.yaml.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a profile must meet: one expression of DuckDB's SQL over the columns of a profile, such as
 * {@code segment = 3 and list_contains(tags, 'loyal')}; never more than an expression. Null counts
 * as not met.
 *
 * @param text the expression
 * @param columns that it speaks of, as they are called, in the order of their first mention
 */
public record Condition(String text, List<String> columns) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a plain {@code SELECT ... WHERE} does not have. */
  private static final List<String> OTHER_CLAUSES =
      List.of("modifiers", "group_expressions", "group_sets", "having", "sample", "qualify");

  public Condition {
    columns = List.copyOf(columns);
  }

  /**
   * Reads a condition: DuckDB's own parser says what stands in it.
   *
   * @param offered the columns of a profile
   * @throws IllegalArgumentException if it is no such expression, or speaks of what is no column;
   *     one line
   */
  public static Condition of(QueryEngine engine, String text, Collection<String> offered) {
    // On a line of its own: a comment at its end must not reach what follows.
    String select = "SELECT 1 FROM profiles WHERE (\n" + text + "\n)";
    JsonNode parsed = parse(engine, select);
    if (parsed.path("error").asBoolean()) {
      throw new IllegalArgumentException(
          "not a condition: " + oneLine(parsed.path("error_message").asText()));
    }
    JsonNode statements = parsed.path("statements");
    JsonNode node = statements.path(0).path("node");
    if (statements.size() != 1
        || !node.path("type").asText().equals("SELECT_NODE")
        || OTHER_CLAUSES.stream().anyMatch(clause -> isThere(node.path(clause)))
        || !node.path("cte_map").path("map").isEmpty()) {
      throw new IllegalArgumentException("one condition, and nothing but a condition");
    }
    Set<String> columns = new LinkedHashSet<>();
    new Walk(offered, columns).visit(node.path("where_clause"), Set.of());
    return new Condition(text, List.copyOf(columns));
  }

  private static JsonNode parse(QueryEngine engine, String select) {
    try {
      return JSON.readTree(engine.text("SELECT json_serialize_sql(" + Sql.text(select) + ")"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isThere(JsonNode clause) {
    return !clause.isNull() && !clause.isMissingNode() && !clause.isEmpty();
  }

  private static String oneLine(String message) {
    return message.strip().lines().findFirst().orElse("");
  }

  /** Goes through an expression. */
  private record Walk(Collection<String> offered, Set<String> columns) {

    void visit(JsonNode node, Set<String> parameters) {
      switch (node.path("class").asText()) {
        case "SUBQUERY", "WINDOW", "PARAMETER" ->
            throw new IllegalArgumentException(
                "one condition about a profile, without queries, windows and parameters in it");
        case "COLUMN_REF" -> column(node, parameters);
        case "LAMBDA" -> {
          Set<String> inner = new HashSet<>(parameters);
          names(node.path("lhs"), inner);
          visit(node.path("expr"), inner);
          return;
        }
        default -> {
          // What it consists of says more.
        }
      }
      for (JsonNode part : node) {
        visit(part, parameters);
      }
    }

    private void column(JsonNode node, Set<String> parameters) {
      JsonNode names = node.path("column_names");
      String name = names.path(names.size() - 1).asText();
      if (names.size() == 1 && parameters.contains(name)) {
        return;
      }
      if (names.size() > 1 && !names.path(0).asText().equals("profiles")) {
        throw new IllegalArgumentException(
            "no column '" + names.path(0).asText() + "." + name + "'");
      }
      for (String known : offered) {
        if (known.equals(name.toLowerCase(Locale.ROOT))) {
          columns.add(known);
          return;
        }
      }
      throw new IllegalArgumentException(
          "no column '"
              + name
              + "'"
              + NearestName.of(name, offered)
                  .map(near -> " (did you mean '" + near + "'?)")
                  .orElse("; a text stands in single quotes"));
    }

    private static void names(JsonNode node, Set<String> names) {
      List<JsonNode> all = new ArrayList<>(node.findValues("column_names"));
      all.forEach(found -> found.forEach(name -> names.add(name.asText())));
    }
  }
}
