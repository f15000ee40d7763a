package io.portrait.definition;

import io.portrait.expression.Condition;
import io.portrait.expression.Expression;
import io.portrait.expression.ExpressionCompiler;
import io.portrait.expression.NumberExpression;
import io.portrait.expression.TextExpression;
import io.portrait.yaml.YamlMapping;
import io.portrait.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code derived} and {@code tags}: what is computed from the columns. */
final class ExpressionsSection {

  private final YamlMapping root;
  private final Columns columns;

  ExpressionsSection(YamlMapping root, Columns columns) {
    this.root = root;
    this.columns = columns;
  }

  /** The derived columns; each is added to the columns, for those after it. */
  List<Derived> derived() {
    List<Derived> derived = new ArrayList<>();
    for (YamlMapping entry : FeaturesSection.entries(root, "derived", 0)) {
      entry.unknownKeysAreErrors(List.of("name", "value"));
      String name = name(entry);
      String objection = name == null ? null : Columns.objection(name);
      if (objection != null) {
        entry.problem(entry.positionOfValue("name"), objection);
      }
      ValueExpression value = value(entry);
      if (name == null) {
        continue;
      }
      if (!columns.add(name, value == null ? null : value.type())) {
        entry.problem(entry.positionOfValue("name"), "there is a column '" + name + "' already");
      } else if (value != null) {
        derived.add(new Derived(name, value));
      }
    }
    return derived;
  }

  List<Tag> tags() {
    List<Tag> tags = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlMapping entry : FeaturesSection.entries(root, "tags", 0)) {
      entry.unknownKeysAreErrors(List.of("name", "when"));
      String name = name(entry);
      if (name != null && !DefinitionReader.isName(name)) {
        entry.problem(
            entry.positionOfValue("name"), "a name is [a-z][a-z0-9_]*, not '" + name + "'");
      }
      if (name != null && !names.add(name)) {
        entry.problem(entry.positionOfValue("name"), "there is a tag '" + name + "' already");
      }
      ValueCondition when = when(entry);
      if (name != null && when != null) {
        tags.add(new Tag(name, when));
      }
    }
    return tags;
  }

  private static @Nullable String name(YamlMapping entry) {
    entry.require("name");
    return entry.text("name");
  }

  private @Nullable ValueExpression value(YamlMapping entry) {
    entry.require("value");
    YamlScalar scalar = entry.scalar("value");
    Expression expression = scalar == null ? null : Expressions.compile(scalar, columns);
    if (scalar == null || expression == null) {
      return null;
    }
    String source = Expressions.folded(scalar.written());
    Set<String> names = ExpressionCompiler.names(source);
    if (expression instanceof NumberExpression number) {
      return new CompiledValueExpression.OfNumber(source, names, number);
    }
    if (expression instanceof TextExpression text) {
      return new CompiledValueExpression.OfText(source, names, text);
    }
    scalar.problem("must be a number or a text: for a condition use a tag");
    return null;
  }

  private @Nullable ValueCondition when(YamlMapping entry) {
    entry.require("when");
    YamlScalar scalar = entry.scalar("when");
    Expression expression = scalar == null ? null : Expressions.compile(scalar, columns);
    if (scalar == null || expression == null) {
      return null;
    }
    if (expression instanceof Condition condition) {
      return new CompiledValueCondition(Expressions.folded(scalar.written()), condition);
    }
    scalar.problem("must be a condition, such as purchases_30d >= 5");
    return null;
  }
}
