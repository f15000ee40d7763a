package io.portrait.sql.run;

import io.portrait.yaml.NearestName;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says in one line what is wrong with a statement: where, what, and what was probably meant. */
final class Mistakes {

  private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");
  private static final Pattern VALIDATION =
      Pattern.compile("From line \\d+, column \\d+ to line \\d+, column \\d+: (.*)", Pattern.DOTALL);
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
        return statement.place(Integer.parseInt(place.group(1)), Integer.parseInt(place.group(2)))
            + ": "
            + what(message, statement, names);
      }
    }
    return statement.place(1, 1) + ": " + reason(failure);
  }

  private static String what(String message, Statement statement, Names names) {
    Matcher encountered = ENCOUNTERED.matcher(message);
    if (encountered.find()) {
      return unexpected(encountered.group(1), encountered.group(2));
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

  private static String unexpected(String token, String rest) {
    String word = token.strip();
    if (word.equals("<EOF>")) {
      return "the statement ends too early";
    }
    Set<String> expected = new LinkedHashSet<>();
    Matcher each = EXPECTED.matcher(rest);
    while (each.find()) {
      expected.add(each.group(1));
    }
    return "unexpected '" + word + "'" + NearestName.hint(word, expected);
  }

  private static @Nullable String hint(
      Pattern pattern, String said, java.util.Collection<String> valid) {
    Matcher matcher = pattern.matcher(said);
    return matcher.find() ? NearestName.hint(matcher.group(1).strip(), valid) : null;
  }

  /** The innermost message, without the names of Java's classes. */
  private static String reason(Throwable failure) {
    String reason = failure.getClass().getSimpleName();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null && !message.isBlank()) {
        reason = message;
      }
    }
    return CLASS_NAMES.matcher(oneLine(reason)).replaceFirst("");
  }

  private static String oneLine(String text) {
    return text.strip().lines().findFirst().orElse("");
  }
}
