package io.portrait.expression;

import dev.cel.common.CelIssue;
import dev.cel.common.CelSource;
import dev.cel.common.CelSourceLocation;
import io.portrait.yaml.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in a user's words what CEL says in its own. */
final class ExpressionMessages {

  private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '(.*?)' .*");
  private static final Pattern NO_OVERLOAD =
      Pattern.compile("found no matching overload for '(.*?)' applied to '(.*?)' \\(cand.*");
  private static final Pattern UNEXPECTED =
      Pattern.compile("(?:mismatched|extraneous|no viable alternative at) input '(.*?)'.*");
  private static final Pattern UNREADABLE = Pattern.compile("token recognition error at: '(.*)'");

  private static final Pattern RESERVED = Pattern.compile("reserved identifier: (.*)");

  /** What other languages write. */
  private static final Map<String, String> MEANT = Map.of("=", "==", "and", "&&", "or", "||");

  private final CelSource positions;
  private final String source;
  private final Vocabulary vocabulary;

  ExpressionMessages(CelSource positions, String source, Vocabulary vocabulary) {
    this.positions = positions;
    this.source = source;
    this.vocabulary = vocabulary;
  }

  /** A syntax error. */
  static ExpressionProblem ofSyntax(CelIssue issue, String source) {
    int offset = offset(issue.getSourceLocation(), source);
    String message = issue.getMessage().replaceAll("\\s+", " ");
    Matcher unexpected = UNEXPECTED.matcher(message);
    Matcher unreadable = UNREADABLE.matcher(message);
    if (unexpected.matches()) {
      return new ExpressionProblem(
          offset,
          unexpected.group(1).equals("<EOF>")
              ? "the expression ends too early"
              : unexpected(unexpected.group(1)));
    }
    if (unreadable.matches()) {
      String start = unreadable.group(1);
      return new ExpressionProblem(
          offset,
          start.startsWith("'") || start.startsWith("\"")
              ? "this text is not closed, or has an escape that does not exist"
              : unexpected(start.strip()));
    }
    Matcher reserved = RESERVED.matcher(message);
    if (reserved.matches()) {
      return new ExpressionProblem(offset, "'" + reserved.group(1) + "' is a reserved word");
    }
    if (message.startsWith("For input string")) {
      return new ExpressionProblem(offset, "the number is too large");
    }
    return new ExpressionProblem(
        offset,
        message.startsWith("Expression recursion limit")
            ? "the expression is nested more than " + Language.MAX_DEPTH + " deep"
            : message);
  }

  private static String unexpected(String found) {
    String meant = MEANT.get(found);
    return "unexpected '" + found + "'" + (meant == null ? "" : " (did you mean '" + meant + "'?)");
  }

  /** A checking error. */
  ExpressionProblem ofIssue(CelIssue issue) {
    int offset =
        positions
            .getPositionsMap()
            .getOrDefault(issue.getExprId(), offset(issue.getSourceLocation(), source));
    Matcher undeclared = UNDECLARED.matcher(issue.getMessage());
    if (undeclared.matches()) {
      return undeclared(undeclared.group(1), offset);
    }
    Matcher noOverload = NO_OVERLOAD.matcher(issue.getMessage());
    return new ExpressionProblem(
        offset,
        noOverload.matches()
            ? "'"
                + symbol(noOverload.group(1))
                + "' does not take "
                + types(noOverload.group(2))
                + (noOverload.group(2).contains("null") ? ": ask with is_null(x)" : "")
            : issue.getMessage());
  }

  private ExpressionProblem undeclared(String name, int offset) {
    if (!Character.isJavaIdentifierStart(name.charAt(0)) || name.startsWith("_")) {
      return new ExpressionProblem(offset, "there is no '" + symbol(name) + "' here");
    }
    // CEL places a call at its parenthesis; the name before it is what is wrong.
    int before = offset - name.length();
    if (source.codePointAt(source.offsetByCodePoints(0, offset)) == '(') {
      return new ExpressionProblem(
          Math.max(0, before),
          "unknown function '" + name + "'" + NearestName.hint(name, Language.FUNCTION_NAMES));
    }
    Collection<String> names = new ArrayList<>(vocabulary.names());
    if (vocabulary.hasAttributes()) {
      names.add(Language.ATTRIBUTES_NAME);
    }
    return new ExpressionProblem(
        offset, "unknown name '" + name + "'" + NearestName.hint(name, names));
  }

  /** {@code _>_} as a user writes it: {@code >}. */
  private static String symbol(String function) {
    String bare = function.replace("_", "").replace("@", "");
    boolean named = !bare.isEmpty() && Character.isLetter(bare.charAt(0));
    return bare.isEmpty() || (named && function.contains("_")) ? function : bare;
  }

  private static String types(String arguments) {
    return arguments
        .replaceAll("map\\(string, dyn\\)", "attributes")
        .replaceAll("list\\(string\\)", "texts")
        .replaceAll("^(\\w+)\\.\\(", "($1, ")
        .replaceAll("\\bdouble\\b", "number")
        .replaceAll("\\bstring\\b", "text")
        .replaceAll("\\bbool\\b", "condition")
        .replaceAll("\\bdyn\\b", "attribute");
  }

  private static int offset(CelSourceLocation location, String source) {
    List<String> lines = source.lines().toList();
    int offset = Math.max(0, location.getColumn());
    for (int line = 0; line < location.getLine() - 1 && line < lines.size(); line++) {
      offset += lines.get(line).codePointCount(0, lines.get(line).length()) + 1;
    }
    return Math.min(offset, source.codePointCount(0, source.length()));
  }
}
