package io.portrait.sql.live;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which users a condition names: {@code user_id = 'a'}, {@code user_id IN ('a', 'b')}.
 */
final class NamedUsers {

  private NamedUsers() {}

  /**
   * The users who alone can satisfy all conditions.
   *
   * @return null where no condition names them
   */
  static @Nullable List<String> in(List<ResolvedExpression> conditions) {
    Set<String> users = null;
    for (ResolvedExpression condition : conditions) {
      Set<String> named = new LinkedHashSet<>();
      if (collect(condition, named)) {
        if (users == null) {
          users = named;
        } else {
          users.retainAll(named);
        }
      }
    }
    return users == null ? null : new ArrayList<>(users);
  }

  private static boolean collect(ResolvedExpression condition, Set<String> users) {
    if (!(condition instanceof CallExpression call)) {
      return false;
    }
    List<ResolvedExpression> operands = call.getResolvedChildren();
    if (call.getFunctionDefinition() == BuiltInFunctionDefinitions.OR) {
      return operands.stream().allMatch(operand -> collect(operand, users));
    }
    if (call.getFunctionDefinition() != BuiltInFunctionDefinitions.EQUALS) {
      return false;
    }
    return equal(operands.get(0), operands.get(1), users)
        || equal(operands.get(1), operands.get(0), users);
  }

  private static boolean equal(
      ResolvedExpression column, ResolvedExpression value, Set<String> users) {
    if (!(column instanceof FieldReferenceExpression field)
        || !field.getName().equals(LiveTableSource.USER_ID)
        || !(value instanceof ValueLiteralExpression literal)) {
      return false;
    }
    literal.getValueAs(String.class).ifPresent(users::add);
    return literal.getValueAs(String.class).isPresent();
  }
}
