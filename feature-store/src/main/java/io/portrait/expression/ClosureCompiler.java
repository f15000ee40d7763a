package io.portrait.expression;

import com.google.re2j.Pattern;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.parser.Operator;
import io.portrait.expression.CheckedTree.Kind;
import io.portrait.expression.CheckedTree.MeaninglessException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Turns CEL's checked tree into closures over slots. CEL has checked the types; an attribute, whose
 * type nobody knows, takes that of the place where it stands.
 */
final class ClosureCompiler {

  private final CheckedTree tree;

  ClosureCompiler(CheckedTree tree) {
    this.tree = tree;
  }

  /**
   * The whole expression; an attribute alone is a condition.
   *
   * @throws MeaninglessException if it has no meaning
   */
  Expression compile() {
    CelExpr root = tree.root();
    return switch (tree.kind(root)) {
      case NUMBER -> number(root);
      case TEXT -> text(root);
      case TRUTH, ANY -> condition(root);
      case LIST, OTHER ->
          throw new MeaninglessException(root, "must be a number, a text or a condition");
    };
  }

  private NumberExpression number(CelExpr expression) {
    tree.require(expression, Kind.NUMBER);
    return switch (expression.getKind()) {
      case CONSTANT -> Numbers.constant(tree.constantNumber(expression));
      case IDENT -> Numbers.variable(tree.slot(expression));
      case SELECT -> Numbers.variable(tree.attributeSlot(expression));
      case CALL -> numberCall(expression, expression.call());
      default -> throw tree.mismatch(expression, Kind.NUMBER);
    };
  }

  private NumberExpression numberCall(CelExpr whole, CelCall call) {
    List<CelExpr> args = call.args();
    Operator operator = Operator.findReverse(call.function()).orElse(null);
    if (operator == null) {
      return switch (call.function()) {
        case "size" -> size(call.target().orElseGet(() -> args.get(0)));
        case "min" -> Numbers.least(each(args, this::number));
        case "max" -> Numbers.greatest(each(args, this::number));
        case "coalesce" -> Numbers.firstNotNull(each(args, this::number));
        case "pow" -> Numbers.power(number(args.get(0)), number(args.get(1)));
        default -> Numbers.call(call.function(), number(args.get(0)));
      };
    }
    return switch (operator) {
      case ADD -> Numbers.add(number(args.get(0)), number(args.get(1)));
      case SUBTRACT -> Numbers.subtract(number(args.get(0)), number(args.get(1)));
      case MULTIPLY -> Numbers.multiply(number(args.get(0)), number(args.get(1)));
      case DIVIDE -> Numbers.divide(number(args.get(0)), number(args.get(1)));
      case NEGATE -> Numbers.negate(number(args.get(0)));
      case CONDITIONAL ->
          Numbers.choose(condition(args.get(0)), number(args.get(1)), number(args.get(2)));
      case INDEX -> Numbers.variable(tree.attributeSlot(whole));
      default -> throw tree.mismatch(whole, Kind.NUMBER);
    };
  }

  private TextExpression text(CelExpr expression) {
    tree.require(expression, Kind.TEXT);
    return switch (expression.getKind()) {
      case CONSTANT -> Texts.constant(tree.constantText(expression));
      case IDENT -> Texts.variable(tree.slot(expression));
      case SELECT -> Texts.variable(tree.attributeSlot(expression));
      case CALL -> textCall(expression, expression.call());
      default -> throw tree.mismatch(expression, Kind.TEXT);
    };
  }

  private TextExpression textCall(CelExpr whole, CelCall call) {
    List<CelExpr> args = call.args();
    if (call.function().equals("coalesce")) {
      return Texts.firstNotNull(each(args, this::text));
    }
    return switch (Operator.findReverse(call.function()).orElse(Operator.HAS)) {
      case ADD -> Texts.join(text(args.get(0)), text(args.get(1)));
      case CONDITIONAL ->
          Texts.choose(condition(args.get(0)), text(args.get(1)), text(args.get(2)));
      case INDEX -> Texts.variable(tree.attributeSlot(whole));
      default -> throw tree.mismatch(whole, Kind.TEXT);
    };
  }

  private Condition condition(CelExpr expression) {
    tree.require(expression, Kind.TRUTH);
    return switch (expression.getKind()) {
      case CONSTANT -> {
        if (expression.constant().getKind() != CelConstant.Kind.BOOLEAN_VALUE) {
          throw tree.mismatch(expression, Kind.TRUTH);
        }
        yield Conditions.constant(expression.constant().booleanValue());
      }
      case SELECT -> Conditions.flag(Texts.variable(tree.attributeSlot(expression)));
      case CALL -> conditionCall(expression, expression.call());
      default -> throw tree.mismatch(expression, Kind.TRUTH);
    };
  }

  private Condition conditionCall(CelExpr whole, CelCall call) {
    List<CelExpr> args = call.args();
    Operator operator = Operator.findReverse(call.function()).orElse(null);
    if (operator == null) {
      return switch (call.function()) {
        case "is_null" -> isNull(args.get(0));
        case "coalesce" -> Conditions.firstNotNull(each(args, this::condition));
        case "matches" -> matches(call);
        case "startsWith" -> search(call, String::startsWith);
        case "endsWith" -> search(call, String::endsWith);
        case "contains" -> search(call, String::contains);
        default -> throw tree.mismatch(whole, Kind.TRUTH);
      };
    }
    return switch (operator) {
      case LOGICAL_AND -> Conditions.and(condition(args.get(0)), condition(args.get(1)));
      case LOGICAL_OR -> Conditions.or(condition(args.get(0)), condition(args.get(1)));
      case LOGICAL_NOT -> Conditions.not(condition(args.get(0)));
      case EQUALS -> equal(whole, args.get(0), args.get(1));
      case NOT_EQUALS -> Conditions.not(equal(whole, args.get(0), args.get(1)));
      case LESS -> less(whole, args.get(0), args.get(1));
      case LESS_EQUALS -> lessOrEqual(whole, args.get(0), args.get(1));
      case GREATER -> less(whole, args.get(1), args.get(0));
      case GREATER_EQUALS -> lessOrEqual(whole, args.get(1), args.get(0));
      case IN -> among(whole, args.get(0), args.get(1));
      case CONDITIONAL ->
          Conditions.choose(condition(args.get(0)), condition(args.get(1)), condition(args.get(2)));
      case INDEX -> Conditions.flag(Texts.variable(tree.attributeSlot(whole)));
      default -> throw tree.mismatch(whole, Kind.TRUTH);
    };
  }

  private Condition equal(CelExpr whole, CelExpr left, CelExpr right) {
    return equal(tree.commonKind(whole, List.of(left, right)), left, right);
  }

  private Condition equal(Kind kind, CelExpr left, CelExpr right) {
    return switch (kind) {
      case NUMBER -> Conditions.equal(number(left), number(right));
      case TEXT -> Texts.test(text(left), text(right), String::equals);
      default -> Conditions.same(condition(left), condition(right));
    };
  }

  private Condition less(CelExpr whole, CelExpr left, CelExpr right) {
    return tree.commonKind(whole, List.of(left, right)) == Kind.NUMBER
        ? Conditions.less(number(left), number(right))
        : Texts.test(text(left), text(right), (a, b) -> a.compareTo(b) < 0);
  }

  private Condition lessOrEqual(CelExpr whole, CelExpr left, CelExpr right) {
    return tree.commonKind(whole, List.of(left, right)) == Kind.NUMBER
        ? Conditions.lessOrEqual(number(left), number(right))
        : Texts.test(text(left), text(right), (a, b) -> a.compareTo(b) <= 0);
  }

  private Condition among(CelExpr whole, CelExpr of, CelExpr list) {
    if (list.getKind() != ExprKind.Kind.LIST) {
      return Texts.among(text(of), listSlot(list));
    }
    List<CelExpr> values = list.list().elements();
    List<CelExpr> all = new ArrayList<>(values);
    all.add(0, of);
    Kind kind = tree.commonKind(whole, all);
    if (values.stream().anyMatch(value -> value.getKind() != ExprKind.Kind.CONSTANT)) {
      return Conditions.any(each(values, value -> equal(kind, of, value)));
    }
    if (kind == Kind.NUMBER) {
      double[] numbers = values.stream().mapToDouble(tree::constantNumber).toArray();
      return Conditions.among(number(of), numbers);
    }
    Set<String> texts = new HashSet<>(each(values, tree::constantText));
    return Texts.test(text(of), texts::contains);
  }

  private NumberExpression size(CelExpr of) {
    return tree.kind(of) == Kind.LIST ? Texts.sizeOfList(listSlot(of)) : Texts.size(text(of));
  }

  /** The slot of a column that holds a list. */
  private int listSlot(CelExpr list) {
    if (list.getKind() != ExprKind.Kind.IDENT || tree.kind(list) != Kind.LIST) {
      throw new MeaninglessException(list, "must be a column of lists, or a list such as [\"a\"]");
    }
    return tree.slot(list);
  }

  private Condition isNull(CelExpr of) {
    return switch (tree.kind(of)) {
      case NUMBER -> Conditions.isNull(number(of));
      case TEXT -> Texts.isNull(text(of));
      case LIST -> Texts.isNullList(listSlot(of));
      case TRUTH -> Conditions.isUnknown(condition(of));
      default -> {
        int slot = tree.attributeSlot(of);
        yield Conditions.and(
            Conditions.isNull(Numbers.variable(slot)), Texts.isNull(Texts.variable(slot)));
      }
    };
  }

  private Condition matches(CelCall call) {
    CelExpr of = call.target().orElseGet(() -> call.args().get(0));
    CelExpr written = call.args().get(call.args().size() - 1);
    if (written.getKind() != ExprKind.Kind.CONSTANT) {
      throw new MeaninglessException(written, "the pattern must be written out in quotes");
    }
    try {
      Pattern pattern = Patterns.compile(tree.constantText(written));
      return Texts.test(text(of), text -> pattern.matcher(text).find());
    } catch (IllegalArgumentException e) {
      throw new MeaninglessException(written, String.valueOf(e.getMessage()));
    }
  }

  private Condition search(CelCall call, BiPredicate<String, String> test) {
    return Texts.test(text(call.target().orElseThrow()), text(call.args().get(0)), test);
  }

  private static <T> List<T> each(List<CelExpr> parts, Function<CelExpr, T> compile) {
    return parts.stream().map(compile).toList();
  }
}
