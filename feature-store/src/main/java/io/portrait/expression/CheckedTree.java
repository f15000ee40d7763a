package io.portrait.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.Operator;
import java.util.List;
import java.util.Locale;

/** A tree that CEL has checked, and what its leaves and types mean here. */
final class CheckedTree {

  /** What a part of an expression is. */
  enum Kind {
    NUMBER,
    TEXT,
    /** A list, be it a column or written out: only in, size and is_null take it. */
    LIST,
    TRUTH,
    /** An attribute: whatever is asked for. */
    ANY,
    /** Bytes, null: nothing that can stand alone. */
    OTHER;

    String words() {
      return "a " + (this == TRUTH ? "condition" : name().toLowerCase(Locale.ROOT));
    }
  }

  /** A tree that CEL lets through and that still means nothing here. */
  static final class MeaninglessException extends RuntimeException {

    private final long expressionId;

    MeaninglessException(CelExpr expression, String message) {
      super(message);
      expressionId = expression.id();
    }

    long expressionId() {
      return expressionId;
    }
  }

  private final CelAbstractSyntaxTree tree;
  private final Vocabulary vocabulary;

  CheckedTree(CelAbstractSyntaxTree tree, Vocabulary vocabulary) {
    this.tree = tree;
    this.vocabulary = vocabulary;
  }

  CelExpr root() {
    return tree.getExpr();
  }

  Kind kind(CelExpr expression) {
    CelType type = tree.getType(expression.id()).orElse(SimpleType.DYN);
    return switch (type.kind()) {
      case DOUBLE -> Kind.NUMBER;
      case STRING -> Kind.TEXT;
      case LIST -> Kind.LIST;
      case BOOL -> Kind.TRUTH;
      case DYN -> Kind.ANY;
      default -> Kind.OTHER;
    };
  }

  /** What parts that are compared are, all of them; at least one must say it. */
  Kind commonKind(CelExpr whole, List<CelExpr> parts) {
    return parts.stream()
        .map(this::kind)
        .filter(kind -> kind != Kind.ANY)
        .findFirst()
        .orElseThrow(
            () ->
                new MeaninglessException(
                    whole,
                    "attributes may be numbers or texts: say which, by adding 0 or '' to one"));
  }

  /** Refuses a part that is not what its place needs: CEL lets lists mix types. */
  void require(CelExpr expression, Kind wanted) {
    Kind found = kind(expression);
    if (found != wanted && found != Kind.ANY) {
      throw mismatch(expression, wanted);
    }
  }

  int slot(CelExpr identifier) {
    Variable variable = vocabulary.find(Identifiers.plain(identifier.ident().name()));
    if (variable == null) {
      throw new MeaninglessException(identifier, "attributes has parts: write attributes.NAME");
    }
    return variable.slot();
  }

  /** The slot of {@code attributes.NAME} or {@code attributes["NAME"]}. */
  int attributeSlot(CelExpr expression) {
    if (expression.getKind() == ExprKind.Kind.SELECT) {
      requireAttributes(expression, expression.select().operand());
      return vocabulary.attributeSlot(expression.select().field());
    }
    if (expression.getKind() == ExprKind.Kind.CALL
        && expression.call().function().equals(Operator.INDEX.getFunction())) {
      requireAttributes(expression, expression.call().args().get(0));
      CelExpr name = expression.call().args().get(1);
      if (name.getKind() != ExprKind.Kind.CONSTANT) {
        throw new MeaninglessException(name, "the attribute's name must be written out in quotes");
      }
      return vocabulary.attributeSlot(constantText(name));
    }
    throw new MeaninglessException(
        expression, "it is not clear whether this is a number or a text");
  }

  private static void requireAttributes(CelExpr whole, CelExpr operand) {
    if (operand.getKind() != ExprKind.Kind.IDENT) {
      throw new MeaninglessException(whole, "attributes have no parts of their own");
    }
  }

  double constantNumber(CelExpr expression) {
    if (expression.getKind() != ExprKind.Kind.CONSTANT
        || expression.constant().getKind() != CelConstant.Kind.DOUBLE_VALUE) {
      throw mismatch(expression, Kind.NUMBER);
    }
    double value = expression.constant().doubleValue();
    if (!Double.isFinite(value)) {
      throw new MeaninglessException(expression, "the number is too large");
    }
    return value;
  }

  String constantText(CelExpr expression) {
    if (expression.getKind() != ExprKind.Kind.CONSTANT
        || expression.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
      throw mismatch(expression, Kind.TEXT);
    }
    return expression.constant().stringValue();
  }

  MeaninglessException mismatch(CelExpr expression, Kind wanted) {
    Kind found = kind(expression);
    return new MeaninglessException(
        expression,
        found == Kind.OTHER || found == Kind.ANY
            ? "must be " + wanted.words()
            : "is " + found.words() + " where " + wanted.words() + " is needed");
  }
}
