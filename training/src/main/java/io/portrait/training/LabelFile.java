package io.portrait.training;

import io.portrait.event.IsoTime;
import io.portrait.query.QueryEngine;
import io.portrait.query.RowWriter;
import io.portrait.yaml.InvalidFileException;
import io.portrait.yaml.NearestName;
import io.portrait.yaml.Problem;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Labels of somebody's own: a CSV file (RFC 4180, UTF-8) whose header names {@code user_id}, {@code
 * time} and {@code label}, in any order; other columns are passed over.
 *
 * <p>A time is ISO-8601 with an offset, or milliseconds since 1970. All labels are whole numbers,
 * numbers, {@code true} and {@code false}, or else texts. A file with a wrong line is refused as a
 * whole, for a set that silently lacks labels is worse than none.
 */
final class LabelFile {

  /** The table that the labels are put into: line, user_id, time, label as text. */
  static final String TABLE = "label_file";

  /** More would not be shown. */
  private static final int MOST_PROBLEMS = 1_000;

  private static final int LONGEST_USER_ID = 1_024;
  private static final int LONGEST_LABEL = 1_024;

  private static final Pattern MILLIS = Pattern.compile("-?\\d{1,15}");
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9]\\d{0,17})");
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d{1,3})?");
  private static final Pattern TRUTH = Pattern.compile("true|false");

  private final Path path;
  private final UnaryOperator<String> names;
  private final List<Problem> problems = new ArrayList<>();
  private boolean isWhole = true;
  private boolean isNumber = true;
  private boolean isTruth = true;
  private long labels;
  private long latestMillis = Long.MIN_VALUE;

  private LabelFile(Path path, UnaryOperator<String> names) {
    this.names = names;
    this.path = path;
  }

  /**
   * Reads a file into the table {@link #TABLE}.
   *
   * @throws InvalidFileException if lines are wrong; a problem each
   * @throws UncheckedIOException if it cannot be read; one line
   */
  static LabelFile read(Path path, QueryEngine engine) {
    return read(path, engine, UnaryOperator.identity());
  }

  /**
   * The same of users who are called otherwise in the tables.
   *
   * @param names what a user is called there, by the id in the file
   */
  static LabelFile read(Path path, QueryEngine engine, UnaryOperator<String> names) {
    engine.execute(
        "CREATE TABLE "
            + TABLE
            + " (line BIGINT, user_id VARCHAR, time TIMESTAMPTZ, label VARCHAR)");
    LabelFile file = new LabelFile(path, names);
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).build();
    try (InputStreamReader text =
            new InputStreamReader(
                Files.newInputStream(path),
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT));
        CSVParser records = CSVParser.parse(text, format);
        RowWriter rows = engine.writer(TABLE)) {
      file.checkHeader(records.getHeaderNames());
      // A record's own number counts records: a quoted text may have several lines.
      long line = records.getCurrentLineNumber();
      for (CSVRecord record : records) {
        file.add(line + 1, record, rows);
        line = records.getCurrentLineNumber();
      }
    } catch (IOException
        | UncheckedIOException
        | IllegalArgumentException
        | IllegalStateException e) {
      throw file.unreadable(e);
    }
    file.refuseIfWrong();
    return file;
  }

  private void checkHeader(List<String> names) {
    for (String wanted : TrainingSetSql.OWN_COLUMNS) {
      if (!names.contains(wanted)) {
        throw new InvalidFileException(
            path.toString(),
            List.of(
                new Problem(
                    1,
                    1,
                    "the header has no column '"
                        + wanted
                        + "'"
                        + NearestName.of(wanted, names)
                            .map(near -> " (is it '" + near + "'?)")
                            .orElse("")
                        + ": it names user_id, time and label")));
      }
    }
  }

  private void add(long line, CSVRecord record, RowWriter rows) {
    if (!record.isConsistent()) {
      wrong(
          line,
          record.size()
              + " fields, but the header has "
              + record.getParser().getHeaderNames().size());
      return;
    }
    String user = record.get("user_id");
    String label = record.get("label");
    long millis = millis(record.get("time"));
    if (user.isEmpty() || user.getBytes(StandardCharsets.UTF_8).length > LONGEST_USER_ID) {
      wrong(line, "a user_id has 1 to " + LONGEST_USER_ID + " bytes");
    } else if (millis == IsoTime.NONE) {
      wrong(
          line,
          "'"
              + record.get("time")
              + "' is no time: ISO-8601 with an offset, such as 2026-11-20T10:15:30Z, or"
              + " milliseconds since 1970");
    } else if (label.isEmpty() || label.length() > LONGEST_LABEL) {
      wrong(
          line,
          label.isEmpty() ? "no label" : "a label has at most " + LONGEST_LABEL + " characters");
    } else {
      isWhole &= WHOLE.matcher(label).matches();
      isNumber &= NUMBER.matcher(label).matches();
      isTruth &= TRUTH.matcher(label).matches();
      labels++;
      latestMillis = Math.max(latestMillis, millis);
      rows.begin().add(line).add(names.apply(user)).addMillis(millis).add(label).end();
    }
  }

  private static long millis(String text) {
    if (MILLIS.matcher(text).matches()) {
      long millis = Long.parseLong(text);
      return millis >= IsoTime.EARLIEST && millis <= IsoTime.LATEST ? millis : IsoTime.NONE;
    }
    return IsoTime.parse(text.toCharArray(), 0, text.length());
  }

  private void wrong(long line, String what) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(new Problem((int) line, 1, what));
    }
  }

  private void refuseIfWrong() {
    if (!problems.isEmpty()) {
      throw new InvalidFileException(path.toString(), problems);
    }
    if (labels == 0) {
      throw new InvalidFileException(
          path.toString(), List.of(new Problem(0, 0, "no labels in it")));
    }
  }

  private RuntimeException unreadable(Exception e) {
    if (e instanceof InvalidFileException wrong) {
      return wrong;
    }
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof java.nio.charset.CharacterCodingException) {
      return new InvalidFileException(path.toString(), List.of(new Problem(0, 0, "not UTF-8")));
    }
    if (cause instanceof CSVException || cause instanceof IllegalArgumentException) {
      return new InvalidFileException(
          path.toString(), List.of(new Problem(0, 0, String.valueOf(cause.getMessage()))));
    }
    return e instanceof RuntimeException unchecked
        ? unchecked
        : new UncheckedIOException(path + " cannot be read", (IOException) e);
  }

  /** DuckDB's type that all labels have. */
  String labelType() {
    return isWhole ? "BIGINT" : isNumber ? "DOUBLE" : isTruth ? "BOOLEAN" : "VARCHAR";
  }

  /** The time of the last label, milliseconds. */
  long latestMillis() {
    return latestMillis;
  }
}
