package io.portrait.sql.run;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a script at its semicolons: those within comments, texts and quoted names are none, nor
 * are those within a statement set.
 */
public final class Script {

  private static final Pattern SET_BEGINS =
      Pattern.compile(
          "\\s*(EXECUTE\\s+STATEMENT\\s+SET|BEGIN\\s+STATEMENT\\s+SET)\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern SET_ENDS =
      Pattern.compile(".*\\bEND\\s*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** What is to be passed over as a whole, or the semicolon. */
  private static final Pattern PART =
      Pattern.compile(
          "--[^\\n]*|/\\*.*?(\\*/|\\z)|'(?:[^']|'')*+'?|`(?:[^`]|``)*+`?|;", Pattern.DOTALL);

  private final String text;
  private final String source;
  private final List<Statement> statements = new ArrayList<>();

  private Script(String text, String source) {
    this.text = text;
    this.source = source;
  }

  /**
   * The statements of a script, in order; the last one need not end with a semicolon.
   *
   * @param source as messages name it; empty for a query typed in
   */
  public static List<Statement> statements(String text, String source) {
    Script script = new Script(text, source);
    script.split();
    return List.copyOf(script.statements);
  }

  private void split() {
    int start = 0;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      if (part.group().equals(";") && !isWithinSet(text.substring(start, part.start()))) {
        add(start, part.start());
        start = part.end();
      }
    }
    add(start, text.length());
  }

  private static boolean isWithinSet(String begun) {
    String bare = begun.substring(firstWord(begun, 0, begun.length()));
    return SET_BEGINS.matcher(bare).matches() && !SET_ENDS.matcher(bare).matches();
  }

  private void add(int from, int to) {
    int first = firstWord(text, from, to);
    if (first == to) {
      return;
    }
    String before = text.substring(0, first);
    int lineStart = before.lastIndexOf('\n') + 1;
    int line = 1 + (int) before.chars().filter(character -> character == '\n').count();
    statements.add(
        new Statement(
            text.substring(first, to).stripTrailing(), source, line, first - lineStart + 1));
  }

  /** Behind blanks and comments; but a hint is none. */
  private static int firstWord(String text, int from, int to) {
    int at = from;
    while (at < to) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else if (text.startsWith("--", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? to : Math.min(to, end + 1);
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at);
        at = end < 0 ? to : Math.min(to, end + 2);
      } else {
        return at;
      }
    }
    return to;
  }
}
