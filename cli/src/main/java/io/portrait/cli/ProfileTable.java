package io.portrait.cli;

import io.portrait.cli.status.Numbers;
import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Definition;
import io.portrait.offline.OfflineTables;
import io.portrait.offline.TableSchemas;
import io.portrait.online.OnlineStore;
import io.portrait.online.StoredProfile;
import io.portrait.profile.ProfileJson;
import io.portrait.profile.ProfileSchema;
import io.portrait.query.SnapshotView;
import io.portrait.query.Sql;
import io.portrait.query.TableSnapshot;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;

/**
 * Puts the current profiles into the query engine, as the table {@code profiles}: from the offline
 * table of that name, or from Redis.
 */
final class ProfileTable {

  /** Rows in Redis that are asked for at once. */
  private static final int PAGE = 1_000;

  private static final String NAME = "profiles";

  /** In a row in Redis, with an underscore there. */
  private static final List<String> PROVENANCE =
      List.of("as_of", "generation", "events", "definitions", "status");

  private final Queries queries;
  private final Definition definition;

  ProfileTable(Queries queries, Definition definition) {
    this.queries = queries;
    this.definition = definition;
  }

  /** Names of the columns that both kinds of profiles have, and their types. */
  static Map<String, String> columns(Definition definition) {
    Map<String, String> columns = new TreeMap<>();
    for (Types.NestedField field : TableSchemas.profiles(ProfileSchema.of(definition)).columns()) {
      columns.put(field.name(), Sql.type(field.type()));
    }
    return columns;
  }

  /** From the offline table, as of its newest snapshot. */
  void from(TableSnapshot profiles, Collection<String> columns) {
    queries.step("reading " + OfflineTables.PROFILES);
    new SnapshotView(queries.engine(), queries.folder())
        .create("current_profiles", profiles, columns, Expressions.alwaysTrue());
    queries
        .engine()
        .execute(
            "CREATE TABLE "
                + NAME
                + " AS SELECT "
                + columns.stream().map(Sql::name).collect(Collectors.joining(", "))
                + " FROM current_profiles");
  }

  /** From Redis, each user as it is when it is come to. */
  void from(OnlineStore store, Collection<String> columns) {
    Path file = queries.folder().resolve("profiles.jsonl");
    try (BufferedWriter lines = Files.newBufferedWriter(file)) {
      Iterator<String> users = store.users();
      long count = 0;
      while (users.hasNext()) {
        List<String> page = new ArrayList<>();
        while (users.hasNext() && page.size() < PAGE) {
          page.add(users.next());
        }
        for (Optional<StoredProfile> profile : store.getAll(page)) {
          if (profile.isPresent()) {
            lines.write(ProfileJson.line(profile.get().row(), profile.get().schema()));
            lines.newLine();
          }
        }
        count += page.size();
        queries.step("reading Redis, " + Numbers.count(count) + " profiles");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    load(file, columns);
  }

  private void load(Path file, Collection<String> columns) {
    Map<String, String> types = columns(definition);
    Map<String, ColumnType> computed =
        definition.columns().stream().collect(Collectors.toMap(Column::name, Column::type));
    List<String> selected = new ArrayList<>();
    List<String> read = new ArrayList<>();
    for (String column : columns) {
      String field = field(column);
      // Times are milliseconds there.
      boolean isTime =
          column.equals("as_of")
              || column.equals("known_at")
              || computed.get(column) == ColumnType.TIMESTAMP;
      read.add(Sql.text(field) + ": " + Sql.text(isTime ? "BIGINT" : Objects.requireNonNull(types.get(column))));
      String name = Sql.name(field);
      selected.add(
          (isTime ? "make_timestamptz(" + name + " * 1000)" : name) + " AS " + Sql.name(column));
    }
    queries
        .engine()
        .execute(
            "CREATE TABLE "
                + NAME
                + " AS SELECT "
                + String.join(", ", selected)
                + " FROM read_json("
                + Sql.text(file.toAbsolutePath().toString())
                + ", format = 'newline_delimited', columns = {"
                + String.join(", ", read)
                + "})");
  }

  private static String field(String column) {
    return switch (column) {
      case "known_at" -> "_written_at";
      case "models" -> "_models";
      case "partial_until" -> "_partial_until";
      default -> PROVENANCE.contains(column) ? "_" + column : column;
    };
  }
}
