package io.portrait.definition;

import io.portrait.expression.Variable;
import io.portrait.expression.Vocabulary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns found so far, each with its slot: what derived columns and tags may speak of. Where a
 * feature is wrong, its columns are taken as they were probably meant, so that one mistake is
 * reported once and not again at every use.
 */
final class Columns implements Vocabulary {

  /** Names of columns that every profile or table has anyway. */
  private static final Set<String> FIXED = fixed();

  /** Words of CEL, by which no column could be called in an expression. */
  private static final Set<String> WORDS =
      Set.of(
          "as",
          "break",
          "const",
          "continue",
          "else",
          "false",
          "for",
          "function",
          "if",
          "import",
          "in",
          "let",
          "loop",
          "namespace",
          "null",
          "package",
          "return",
          "true",
          "var",
          "void",
          "while");

  private final Map<String, Variable> variables = new LinkedHashMap<>();
  private final List<String> brokenPrefixes = new ArrayList<>();
  private int slots;

  private static Set<String> fixed() {
    Set<String> fixed =
        new HashSet<>(
            List.of(
                Definition.TENURE_DAYS,
                "user_id",
                "as_of",
                "known_at",
                "generation",
                "definitions",
                "embedding",
                "models"));
    FixedColumns.ALL.forEach(column -> fixed.add(column.name()));
    return fixed;
  }

  /** What is wrong with a name for a column; null where nothing is. */
  static @Nullable String objection(String name) {
    if (name.startsWith("_")) {
      return "'" + name + "': names that start with _ are Portrait's own";
    }
    if (!DefinitionReader.isName(name)) {
      return "a name is [a-z][a-z0-9_]*, not '" + name + "'";
    }
    if (FIXED.contains(name)) {
      return "'" + name + "' is a column that every profile has";
    }
    if (WORDS.contains(name)) {
      return "'" + name + "' is a word of the expression language";
    }
    return null;
  }

  /**
   * What a feature's columns hold; null where it is too wrong to say.
   *
   * @param aggregate null where wrong
   * @param of null where wrong, or where the aggregate needs none
   */
  static @Nullable ColumnType typeOf(@Nullable Aggregate aggregate, @Nullable Field of) {
    boolean known = aggregate != null && aggregate.needsField() == (of != null);
    return known && aggregate != null ? aggregate.columnType(of) : null;
  }

  /**
   * Adds the next column; false where there is one of that name.
   *
   * @param type null where its definition is wrong
   */
  boolean add(String name, @Nullable ColumnType type) {
    Variable variable = Variable.UNKNOWN;
    if (type != null) {
      variable = new Variable(kindOf(type), slots);
    }
    slots++;
    return variables.putIfAbsent(name, variable) == null;
  }

  private static Variable.Kind kindOf(ColumnType type) {
    return switch (type) {
      case LONG, DOUBLE, TIMESTAMP -> Variable.Kind.NUMBER;
      case STRING -> Variable.Kind.TEXT;
      case STRING_LIST -> Variable.Kind.TEXTS;
      case LONG_MAP -> throw new IllegalArgumentException("no computed column holds a map");
    };
  }

  /** Lets every name pass that starts so: a feature whose windows are wrong. */
  void addBrokenPrefix(String prefix) {
    brokenPrefixes.add(prefix);
  }

  void addTenure() {
    add(Definition.TENURE_DAYS, ColumnType.DOUBLE);
  }

  @Override
  public @Nullable Variable find(String name) {
    Variable variable = variables.get(name);
    boolean broken = variable == null && brokenPrefixes.stream().anyMatch(name::startsWith);
    return broken ? Variable.UNKNOWN : variable;
  }

  @Override
  public Collection<String> names() {
    return variables.keySet();
  }
}
