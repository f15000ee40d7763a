package io.portrait.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelMutableAst;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compiles expressions of CEL, the Common Expression Language, once to closures.
 *
 * <p>CEL parses and checks types; what runs is our own, because with ten expressions a row CEL's
 * interpreter (300 to 1,200 ns each) would cost as much as the windows. All numbers are doubles,
 * NaN is the null number, null in is null out, and conditions follow SQL's three-valued logic. What
 * comes out infinite, and so a division by zero, is null.
 */
public final class ExpressionCompiler {

  /** The most characters an expression may have. */
  public static final int MAX_LENGTH = Language.MAX_LENGTH;

  private static final CelCompiler PARSER = Language.compiler().build();

  private final Vocabulary vocabulary;

  /** A compiler for expressions over some names. */
  public ExpressionCompiler(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * Compiles an expression. An attribute that stands alone is a condition.
   *
   * @param problems is told everything that is wrong with it
   * @return null where something is wrong, or where it uses a {@link Variable#UNKNOWN}
   */
  public @Nullable Expression compile(String source, Consumer<ExpressionProblem> problems) {
    if (source.codePointCount(0, source.length()) > MAX_LENGTH) {
      problems.accept(
          new ExpressionProblem(0, "an expression has at most " + MAX_LENGTH + " characters"));
      return null;
    }
    CelValidationResult parsed = PARSER.parse(source);
    if (parsed.hasError()) {
      // After the first syntax error the parser guesses, so that the others mean little.
      problems.accept(ExpressionMessages.ofSyntax(parsed.getErrors().get(0), source));
      return null;
    }
    CelMutableAst tree = CelMutableAst.fromCelAst(tree(parsed));
    Identifiers identifiers = new Identifiers(tree.expr());
    if (identifiers.structure().isPresent()) {
      int offset = offset(parsed, identifiers.structure().getAsLong());
      problems.accept(new ExpressionProblem(offset, "there are no maps or objects here"));
      return null;
    }
    Set<String> names = identifiers.names();
    CelValidationResult checked = checker(names).check(tree.toParsedAst());
    if (checked.hasError()) {
      ExpressionMessages messages = new ExpressionMessages(parsed.getSource(), source, vocabulary);
      for (CelIssue issue : checked.getErrors()) {
        problems.accept(messages.ofIssue(issue));
      }
      return null;
    }
    if (names.stream().anyMatch(name -> Variable.UNKNOWN.equals(vocabulary.find(name)))) {
      return null;
    }
    try {
      return new ClosureCompiler(new CheckedTree(tree(checked), vocabulary)).compile();
    } catch (CheckedTree.MeaninglessException e) {
      problems.accept(
          new ExpressionProblem(offset(parsed, e.expressionId()), String.valueOf(e.getMessage())));
      return null;
    }
  }

  /**
   * The names that stand in an expression that compiles, attributes among them.
   *
   * @throws IllegalArgumentException if it does not even parse
   */
  public static Set<String> names(String source) {
    CelValidationResult parsed = PARSER.parse(source);
    if (parsed.hasError()) {
      throw new IllegalArgumentException("no expression: " + source);
    }
    return new Identifiers(CelMutableAst.fromCelAst(tree(parsed)).expr()).names();
  }

  private static int offset(CelValidationResult parsed, long expressionId) {
    return parsed.getSource().getPositionsMap().getOrDefault(expressionId, 0);
  }

  private CelCompiler checker(Set<String> names) {
    CelCompilerBuilder checker = Language.compiler();
    for (String name : names) {
      Variable variable = vocabulary.find(name);
      if (variable != null) {
        checker.addVar(
            name,
            switch (variable.kind()) {
              case NUMBER -> Language.NUMBER;
              case TEXT -> Language.TEXT;
              case TEXTS -> Language.TEXTS;
              case UNKNOWN -> SimpleType.DYN;
            });
      } else if (vocabulary.hasAttributes() && name.equals(Language.ATTRIBUTES_NAME)) {
        checker.addVar(name, Language.ATTRIBUTES);
      }
    }
    return checker.build();
  }

  private static CelAbstractSyntaxTree tree(CelValidationResult result) {
    try {
      return result.getAst();
    } catch (CelValidationException e) {
      throw new IllegalStateException("an error that hasError() did not tell of", e);
    }
  }
}
