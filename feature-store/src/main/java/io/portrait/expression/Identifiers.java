package io.portrait.expression;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelMutableExpr;
import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Walks a parsed tree before it is checked: makes every whole number a real one, because here all
 * numbers are, and collects the names that stand in it.
 */
final class Identifiers {

  private final Set<String> names = new LinkedHashSet<>();
  private OptionalLong structure = OptionalLong.empty();

  /** Walks a tree, whose whole numbers are real afterwards. */
  Identifiers(CelMutableExpr root) {
    visit(root);
  }

  /** The names that stand in the tree. */
  Set<String> names() {
    return names;
  }

  /** The id of a map or object in the tree, which mean nothing here. */
  OptionalLong structure() {
    return structure;
  }

  /** A name without the leading dot by which CEL calls the outermost scope. */
  static String plain(String name) {
    return name.startsWith(".") ? name.substring(1) : name;
  }

  private void visit(CelMutableExpr expression) {
    switch (expression.getKind()) {
      case CONSTANT -> {
        if (expression.constant().getKind() == CelConstant.Kind.INT64_VALUE) {
          expression.setConstant(CelConstant.ofValue((double) expression.constant().int64Value()));
        }
      }
      case IDENT -> names.add(plain(expression.ident().name()));
      case SELECT -> visit(expression.select().operand());
      case CALL -> {
        expression.call().target().ifPresent(this::visit);
        expression.call().args().forEach(this::visit);
      }
      case LIST -> expression.list().elements().forEach(this::visit);
      case MAP, STRUCT, COMPREHENSION -> structure = OptionalLong.of(expression.id());
      case NOT_SET -> {}
    }
  }
}
