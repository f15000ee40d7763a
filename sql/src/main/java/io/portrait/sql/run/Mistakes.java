package io.portrait.sql.run;

import com.google.common.base.Splitter;
import io.portrait.yaml.NearestName;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says in one line what is wrong with a statement: where, what, and what was probably meant. */
final class Mistakes {

  /** How the names of our own failures begin; from afar they come as text. */
  private static final String OURS = "io.portrait.";

  /** Words of Flink's SQL that Portrait's tables and columns have for names. */
  private static final Set<String> RESERVED = Set.of("MODELS", "PARTITION", "OFFSET");

  private static final Splitter BLANKS = Splitter.on(Pattern.compile("\\s+"));
  private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");
  private static final Pattern VALIDATION =
      Pattern.compile(
          "From line \\d+, column \\d+ to line \\d+, column \\d+: (.*)", Pattern.DOTALL);
  private static final Pattern ENCOUNTERED =
      Pattern.compile("Encountered \"(.*?)\" at line \\d+, column \\d+\\.(.*)", Pattern.DOTALL);
  private static final Pattern EXPECTED = Pattern.compile("\"([A-Z_]+)\"");
  private static final Pattern COLUMN =
      Pattern.compile("Column '([^']*)' not found in (?:any table|table '[^']*')");
  private static final Pattern OBJECT = Pattern.compile("Object '([^']*)' not found.*");
  private static final Pattern FUNCTION =
      Pattern.compile("No match found for function signature ([^(]*)\\(.*");
  private static final Pattern CLASS_NAMES =
      Pattern.compile("^(?:(?:[a-z][a-z0-9_]*\\.)+[A-Z][\\w$]*: )+");

  private Mistakes() {}

  /**
   * What is wrong.
   *
   * @param failure as Flink gives it
   */
  static String explain(Throwable failure, Statement statement, Names names) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      Matcher place = PLACE.matcher(message);
      if (place.find()) {
        int line = Integer.parseInt(place.group(1));
        int column = Integer.parseInt(place.group(2));
        return statement.place(line, column)
            + ": "
            + what(message, statement, wordBefore(statement.text(), line, column), names);
      }
    }
    return statement.place(1, 1) + ": " + reason(failure);
  }

  private static String what(String message, Statement statement, String wordBefore, Names names) {
    Matcher encountered = ENCOUNTERED.matcher(message);
    if (encountered.find()) {
      String token = encountered.group(1).strip();
      return isNamed(token, statement, names)
          ? "unexpected '"
              + token
              + "' (a name that is a word of SQL too is written `"
              + token
              + "`)"
          : unexpected(token, wordBefore, encountered.group(2));
    }
    Matcher validation = VALIDATION.matcher(message);
    String said = oneLine(validation.find() ? validation.group(1) : message);
    if (said.contains("did you mean")) {
      return said;
    }
    String hint = hint(COLUMN, said, names.columns(statement.text()));
    hint = hint == null ? hint(OBJECT, said, names.tables()) : hint;
    hint = hint == null ? hint(FUNCTION, said, names.functions()) : hint;
    return said + (hint == null ? "" : hint);
  }

  /** Whether a word that does not belong there is the name of a table or column, as `models` is. */
  private static boolean isNamed(String word, Statement statement, Names names) {
    return RESERVED.contains(word.toUpperCase(Locale.ROOT))
        && (names.tables().contains(word) || names.columns(statement.text()).contains(word));
  }

  /** What is misspelt may be taken for a name: it is the word behind it that is one too many. */
  private static String unexpected(String word, String before, String rest) {
    if (word.equals("<EOF>")) {
      return "the statement ends too early";
    }
    Set<String> expected = new LinkedHashSet<>();
    Matcher each = EXPECTED.matcher(rest);
    while (each.find()) {
      expected.add(each.group(1));
    }
    String hint = NearestName.hint(word, expected);
    if (hint.isEmpty() && !NearestName.hint(before, expected).isEmpty()) {
      return "unexpected '"
          + word
          + "' after '"
          + before
          + "'"
          + NearestName.hint(before, expected);
    }
    return "unexpected '" + word + "'" + hint;
  }

  private static String wordBefore(String statement, int line, int column) {
    List<String> lines = statement.lines().limit(line).toList();
    String last = lines.get(lines.size() - 1);
    String before =
        String.join(" ", lines.subList(0, lines.size() - 1))
            + " "
            + last.substring(0, Math.min(last.length(), column - 1));
    List<String> words = BLANKS.splitToList(before.strip());
    return words.get(words.size() - 1);
  }

  private static @Nullable String hint(Pattern pattern, String said, Collection<String> valid) {
    Matcher matcher = pattern.matcher(said);
    return matcher.find() ? NearestName.hint(matcher.group(1).strip(), valid) : null;
  }

  /** What we say ourselves, or else the innermost message; without the names of Java's classes. */
  private static String reason(Throwable failure) {
    String reason = failure.getClass().getSimpleName();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null && !message.isBlank()) {
        if (isOurs(cause, message)) {
          return CLASS_NAMES.matcher(oneLine(message)).replaceFirst("");
        }
        reason = message;
      }
    }
    return CLASS_NAMES.matcher(oneLine(reason)).replaceFirst("");
  }

  private static boolean isOurs(Throwable cause, String message) {
    return !(cause instanceof SqlResult.FailedException)
        && (cause.getClass().getName().startsWith(OURS) || message.startsWith(OURS));
  }

  private static String oneLine(String text) {
    return text.strip().lines().findFirst().orElse("");
  }
}
