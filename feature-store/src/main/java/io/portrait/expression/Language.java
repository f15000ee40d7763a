package io.portrait.expression;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.Operator;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What of CEL there is here. CEL's own standard environment is off and everything that {@link
 * ClosureCompiler} can run is declared instead, so that what checks is exactly what runs: every
 * number is a double; no loops, no macros, no conversions, no clock.
 */
final class Language {

  /** The most characters an expression may have. */
  static final int MAX_LENGTH = 2_000;

  /** How deep an expression may be nested. */
  static final int MAX_DEPTH = 100;

  static final CelType NUMBER = SimpleType.DOUBLE;
  static final CelType TEXT = SimpleType.STRING;
  static final CelType TEXTS = ListType.create(SimpleType.STRING);
  static final CelType TRUTH = SimpleType.BOOL;
  static final CelType ATTRIBUTES = MapType.create(SimpleType.STRING, SimpleType.DYN);

  /** The name before the dot of an attribute. */
  static final String ATTRIBUTES_NAME = "attributes";

  private static final int MAX_ARGUMENTS = 4;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(MAX_LENGTH)
          .maxParseRecursionDepth(MAX_DEPTH)
          .populateMacroCalls(false)
          .build();

  private static final List<CelFunctionDecl> FUNCTIONS = functions();

  /** Every function that is called by name, for hints. */
  static final List<String> FUNCTION_NAMES =
      FUNCTIONS.stream()
          .map(CelFunctionDecl::name)
          .filter(name -> Character.isLetter(name.charAt(0)))
          .sorted()
          .toList();

  private Language() {}

  /** CEL with these functions, ready for variables. */
  static CelCompilerBuilder compiler() {
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(OPTIONS)
        .setStandardEnvironmentEnabled(false)
        .addFunctionDeclarations(FUNCTIONS);
  }

  private static List<CelFunctionDecl> functions() {
    ListMultimap<String, CelOverloadDecl> all =
        MultimapBuilder.linkedHashKeys().arrayListValues().build();
    for (Operator arithmetic :
        List.of(Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY, Operator.DIVIDE)) {
      global(all, arithmetic.getFunction(), NUMBER, NUMBER, NUMBER);
    }
    global(all, Operator.NEGATE.getFunction(), NUMBER, NUMBER);
    global(all, Operator.ADD.getFunction(), TEXT, TEXT, TEXT);
    for (Operator order :
        List.of(Operator.LESS, Operator.LESS_EQUALS, Operator.GREATER, Operator.GREATER_EQUALS)) {
      global(all, order.getFunction(), TRUTH, NUMBER, NUMBER);
      global(all, order.getFunction(), TRUTH, TEXT, TEXT);
    }
    for (CelType type : List.of(NUMBER, TEXT, TRUTH)) {
      global(all, Operator.EQUALS.getFunction(), TRUTH, type, type);
      global(all, Operator.NOT_EQUALS.getFunction(), TRUTH, type, type);
      global(all, Operator.CONDITIONAL.getFunction(), type, TRUTH, type, type);
      global(all, "is_null", TRUTH, type);
      severalArguments(all, "coalesce", type);
    }
    global(all, Operator.IN.getFunction(), TRUTH, NUMBER, ListType.create(NUMBER));
    global(all, Operator.IN.getFunction(), TRUTH, TEXT, TEXTS);
    global(all, "is_null", TRUTH, TEXTS);
    global(all, "size", NUMBER, TEXTS);
    member(all, "size", NUMBER, TEXTS);
    global(all, Operator.LOGICAL_AND.getFunction(), TRUTH, TRUTH, TRUTH);
    global(all, Operator.LOGICAL_OR.getFunction(), TRUTH, TRUTH, TRUTH);
    global(all, Operator.LOGICAL_NOT.getFunction(), TRUTH, TRUTH);
    global(all, Operator.INDEX.getFunction(), SimpleType.DYN, ATTRIBUTES, TEXT);
    for (String search : List.of("startsWith", "endsWith", "contains", "matches")) {
      member(all, search, TRUTH, TEXT, TEXT);
    }
    global(all, "matches", TRUTH, TEXT, TEXT);
    global(all, "size", NUMBER, TEXT);
    member(all, "size", NUMBER, TEXT);
    for (String function : List.of("abs", "round", "floor", "ceil", "sqrt", "ln", "log1p", "exp")) {
      global(all, function, NUMBER, NUMBER);
    }
    global(all, "pow", NUMBER, NUMBER, NUMBER);
    severalArguments(all, "min", NUMBER);
    severalArguments(all, "max", NUMBER);
    return all.asMap().entrySet().stream()
        .map(each -> CelFunctionDecl.newFunctionDeclaration(each.getKey(), each.getValue()))
        .toList();
  }

  /** Two to four arguments of one type: CEL has no functions of any number of them. */
  private static void severalArguments(
      ListMultimap<String, CelOverloadDecl> all, String function, CelType type) {
    for (int count = 2; count <= MAX_ARGUMENTS; count++) {
      global(all, function, type, Collections.nCopies(count, type).toArray(CelType[]::new));
    }
  }

  private static void global(
      ListMultimap<String, CelOverloadDecl> all,
      String function,
      CelType result,
      CelType... arguments) {
    String id = function + Arrays.stream(arguments).map(CelType::name).toList();
    all.put(function, CelOverloadDecl.newGlobalOverload(id, result, arguments));
  }

  private static void member(
      ListMultimap<String, CelOverloadDecl> all,
      String function,
      CelType result,
      CelType... arguments) {
    String id = "." + function + Arrays.stream(arguments).map(CelType::name).toList();
    all.put(function, CelOverloadDecl.newMemberOverload(id, result, arguments));
  }
}
