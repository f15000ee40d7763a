package io.portrait.definition;

import io.portrait.event.Event;
import io.portrait.expression.Condition;
import io.portrait.expression.Expression;
import io.portrait.yaml.YamlScalar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code where} of the file.
 *
 * @param attributes the names of the attributes it uses, by slot
 */
record CompiledEventCondition(String source, Condition condition, List<String> attributes)
    implements EventCondition {

  /** Null where something is wrong. */
  static @Nullable EventCondition read(YamlScalar scalar) {
    EventScope.Names names = new EventScope.Names();
    Expression expression = Expressions.compile(scalar, names);
    if (expression instanceof Condition condition) {
      return new CompiledEventCondition(
          Expressions.folded(scalar.written()), condition, names.attributes());
    }
    if (expression != null) {
      scalar.problem("must be a condition, such as amount > 0");
    }
    return null;
  }

  @Override
  public boolean test(Event event) {
    return condition.test(new EventScope(event, attributes));
  }
}
