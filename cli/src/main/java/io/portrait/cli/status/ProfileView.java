package io.portrait.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.aggregate.UserState;
import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Embedding;
import io.portrait.definition.FixedColumns;
import io.portrait.online.StoredProfile;
import io.portrait.profile.ProfileJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A profile as people read it: a line a column. */
public final class ProfileView {

  private static final String NOTHING = "-";

  private ProfileView() {}

  /**
   * The lines of a profile.
   *
   * @param only columns by name, in this order; empty for all that say something
   * @param now against which ages are told
   */
  public static List<String> lines(StoredProfile profile, List<String> only, Instant now) {
    ObjectNode values = ProfileJson.of(profile.row(), profile.schema());
    List<Column> columns = new ArrayList<>();
    for (String name : only) {
      profile.schema().columns().stream()
          .filter(column -> column.name().equals(name))
          .forEach(columns::add);
    }
    if (only.isEmpty()) {
      columns.addAll(profile.schema().computed());
      FixedColumns.ALL.stream()
          .filter(column -> !column.name().startsWith("_") && says(values.path(column.name())))
          .forEach(columns::add);
    }
    int nameWidth = width(columns.stream().map(Column::name).toList());
    int valueWidth =
        width(
            columns.stream()
                .filter(column -> column.type().isNumber())
                .map(column -> text(column, values, now))
                .toList());
    List<String> lines = new ArrayList<>();
    lines.add(printable(profile.row().userId()));
    for (Column column : columns) {
      String text = text(column, values, now);
      String unit = text.equals(NOTHING) ? "" : unit(column);
      String aligned =
          column.type().isNumber() && column.type() != ColumnType.TIMESTAMP
              ? " ".repeat(Math.max(0, valueWidth - text.length())) + text + "  " + unit
              : text;
      lines.add(
          ("  " + column.name() + " ".repeat(nameWidth - column.name().length()) + "  " + aligned)
                  .stripTrailing()
              + partial(profile.row().partialUntil().get(column.name())));
    }
    if (only.isEmpty()) {
      float[] embedding = profile.row().embedding();
      Long until = profile.row().partialUntil().get(Embedding.NAME);
      if (embedding != null || until != null) {
        lines.add("  embedding  " + dimensions(embedding) + partial(until));
      }
      lines.add("  " + provenance(profile, now));
    }
    return lines;
  }

  private static String dimensions(float @Nullable [] embedding) {
    return embedding == null ? NOTHING : Numbers.count(embedding.length) + " dimensions";
  }

  /** Since when a column is exact that a changed definition has added. */
  private static String partial(@Nullable Long until) {
    if (until == null) {
      return "";
    }
    return until == UserState.PARTIAL_FOR_GOOD
        ? "  (partial)"
        : "  (partial until " + Times.exact(until) + ")";
  }

  private static String provenance(StoredProfile profile, Instant now) {
    return "as of "
        + time(profile.row().version().asOf(), now)
        + ", "
        + Numbers.count(profile.row().version().events())
        + " events, generation "
        + profile.row().version().generation()
        + ", "
        + profile.row().status();
  }

  private static String text(Column column, ObjectNode values, Instant now) {
    JsonNode value = values.path(column.name());
    if (value.isNull() || value.isMissingNode()) {
      return NOTHING;
    }
    return switch (column.type()) {
      case LONG -> Numbers.count(value.longValue());
      case DOUBLE -> Numbers.real(value.doubleValue());
      case TIMESTAMP -> time(value.longValue(), now);
      case STRING -> value.textValue();
      case STRING_LIST ->
          value.isEmpty()
              ? NOTHING
              : StreamSupport.stream(value.spliterator(), false)
                  .map(JsonNode::textValue)
                  .collect(Collectors.joining(", "));
      case LONG_MAP -> map(column, value, now);
    };
  }

  private static String map(Column column, JsonNode value, Instant now) {
    boolean times = column.unit().equals("ms");
    String entries =
        value.properties().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                entry ->
                    entry.getKey()
                        + " "
                        + (times
                            ? time(entry.getValue().longValue(), now)
                            : Numbers.count(entry.getValue().longValue())))
            .collect(Collectors.joining(", "));
    return entries.isEmpty() ? NOTHING : entries;
  }

  private static String time(long millis, Instant now) {
    Duration age = Duration.between(Instant.ofEpochMilli(millis), now);
    return Times.exact(millis)
        + " ("
        + (age.isNegative() ? "in " + Numbers.age(age.negated()) : Numbers.age(age) + " ago")
        + ")";
  }

  /** An id may hold line breaks and worse: they are shown, not done. */
  public static String printable(String id) {
    return id.codePoints()
        .mapToObj(
            point ->
                Character.isISOControl(point)
                    ? String.format(Locale.ROOT, "\\u%04x", point)
                    : Character.toString(point))
        .collect(Collectors.joining());
  }

  private static String unit(Column column) {
    return column.type() == ColumnType.TIMESTAMP ? "" : column.unit();
  }

  private static boolean says(JsonNode value) {
    return !value.isNull() && !(value.isContainerNode() && value.isEmpty());
  }

  private static int width(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }
}
