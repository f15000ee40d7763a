package io.portrait.audience;

import io.portrait.definition.Definition;
import io.portrait.query.OutputFormat;
import io.portrait.query.QueryEngine;
import io.portrait.query.RowWriter;
import io.portrait.query.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds an audience among the profiles that the engine holds, in a table {@code profiles}, and
 * writes it to a file: {@code user_id}, the columns that the condition speaks of, and for
 * look-alikes {@code _similarity} and {@code _reasons}.
 */
public final class Audience {

  /** What an audience is when nobody says how many look-alikes it should have. */
  public static final long USUAL_LOOK_ALIKES = 1_000;

  private static final String HASHED = "user_id_hmac_sha256";

  private final QueryEngine engine;
  private final Definition definition;

  /** Of the profiles of a project. */
  public Audience(QueryEngine engine, Definition definition) {
    this.engine = engine;
    this.definition = definition;
  }

  /**
   * Which columns of a profile are needed.
   *
   * @param condition null for none
   * @param isAlike whether look-alikes are wanted
   * @param offered columns that profiles have
   */
  public static Set<String> columns(
      Definition definition,
      @Nullable Condition condition,
      boolean isAlike,
      Collection<String> offered) {
    Set<String> columns = new LinkedHashSet<>();
    columns.add("user_id");
    if (condition != null) {
      columns.addAll(condition.columns());
    }
    if (isAlike) {
      columns.addAll(LookAlike.numbers(definition));
      columns.add("embedding");
      columns.retainAll(offered);
    }
    return columns;
  }

  /**
   * How many of whom were found.
   *
   * @param users in the file
   * @param of users with a profile
   * @param seeds with a profile; 0 where none were given
   * @param unknownSeeds without one
   * @param most the greatest similarity; NaN where there is none
   * @param least the smallest
   */
  public record Found(
      long users, long of, long seeds, long unknownSeeds, double most, double least) {}

  /**
   * Finds and writes.
   *
   * @param condition null for everyone
   * @param seeds ids of the users whom others shall be like; null where that is not asked
   * @param limit the most users; look-alikes by similarity, others by id
   * @param hashes what stands in place of ids; null for the ids themselves
   * @throws IllegalArgumentException if there is nobody to be like; one line
   * @throws io.portrait.query.QueryException if the condition cannot be evaluated
   * @throws IOException if the file cannot be written
   */
  public Found write(
      @Nullable Condition condition,
      @Nullable Collection<String> seeds,
      long limit,
      @Nullable HashedIds hashes,
      Path out)
      throws IOException {
    Path part = out.resolveSibling(out.getFileName() + ".part").toAbsolutePath();
    try {
      // What follows has somebody else's text in it.
      engine.lock(part);
      Map<String, String> types = types();
      long known = seeds == null ? 0 : putSeeds(seeds);
      long unknown = seeds == null ? 0 : seeds.size() - known;
      if (seeds != null && known == 0) {
        throw new IllegalArgumentException("none of the users to be like has a profile");
      }
      long all = engine.number("SELECT count(*) FROM profiles");
      if (seeds != null && known == all) {
        throw new IllegalArgumentException("everyone with a profile is among those to be like");
      }
      Map<String, String> columns = new LinkedHashMap<>();
      select(condition, seeds != null, limit, types, columns);
      hash(hashes, columns, seeds != null);
      OutputFormat.of(out).write(engine, "audience", columns, part);
      Found found = found(all, known, unknown, seeds != null);
      Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
      return found;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private Map<String, String> types() {
    Map<String, String> types = new LinkedHashMap<>();
    for (List<@Nullable Object> column : engine.rows("DESCRIBE profiles")) {
      types.put(String.valueOf(column.get(0)), String.valueOf(column.get(1)));
    }
    return types;
  }

  /** How many of them have a profile. */
  private long putSeeds(Collection<String> seeds) {
    engine.execute("CREATE TABLE seeds (user_id VARCHAR)");
    try (RowWriter rows = engine.writer("seeds")) {
      seeds.forEach(seed -> rows.begin().add(seed).end());
    }
    return engine.number("SELECT count(*) FROM profiles SEMI JOIN seeds USING (user_id)");
  }

  private void select(
      @Nullable Condition condition,
      boolean isAlike,
      long limit,
      Map<String, String> types,
      Map<String, String> columns) {
    columns.put("user_id", "VARCHAR");
    List<String> named = new ArrayList<>(condition == null ? List.of() : condition.columns());
    named.remove("user_id");
    named.forEach(name -> columns.put(name, types.getOrDefault(name, "VARCHAR")));
    String of = named.stream().map(name -> ", " + Sql.name(name)).collect(Collectors.joining());
    if (isAlike) {
      new LookAlike(engine, definition, types.containsKey("embedding")).rank(condition, limit);
      columns.put("_similarity", "DOUBLE");
      columns.put("_reasons", "VARCHAR");
      engine.execute(
          "CREATE TABLE audience AS SELECT user_id"
              + of
              + ", similarity AS _similarity, reasons AS _reasons FROM "
              + LookAlike.TABLE
              + " JOIN profiles USING (user_id) ORDER BY similarity DESC, user_id");
    } else {
      engine.execute(
          "CREATE TABLE audience AS SELECT user_id"
              + of
              + " FROM profiles"
              + (condition == null ? "" : " WHERE (\n" + condition.text() + "\n)")
              + " ORDER BY user_id LIMIT "
              + limit);
    }
  }

  /** Puts hashes in the place of ids, and their order in the place of that of ids. */
  private void hash(@Nullable HashedIds hashes, Map<String, String> columns, boolean isAlike) {
    if (hashes == null) {
      return;
    }
    engine.execute("CREATE TABLE hashed (user_id VARCHAR, " + HASHED + " VARCHAR)");
    try (RowWriter rows = engine.writer("hashed")) {
      engine.forEach(
          "SELECT user_id FROM audience",
          row -> rows.begin().add(row.getString(1)).add(hashes.of(row.getString(1))).end());
    }
    engine.execute(
        "CREATE TABLE renamed AS SELECT "
            + HASHED
            + ", audience.* EXCLUDE (user_id) FROM audience JOIN hashed USING (user_id) ORDER BY "
            + (isAlike ? "_similarity DESC, " : "")
            + HASHED);
    engine.execute("DROP TABLE audience");
    engine.execute("ALTER TABLE renamed RENAME TO audience");
    Map<String, String> others = new LinkedHashMap<>(columns);
    others.remove("user_id");
    columns.clear();
    columns.put(HASHED, "VARCHAR");
    columns.putAll(others);
  }

  private Found found(long all, long seeds, long unknown, boolean isAlike) {
    List<@Nullable Object> row =
        engine
            .rows(
                "SELECT count(*)"
                    + (isAlike ? ", max(_similarity), min(_similarity)" : "")
                    + " FROM audience")
            .get(0);
    double most = isAlike && row.get(1) instanceof Double number ? number : Double.NaN;
    double least = isAlike && row.get(2) instanceof Double number ? number : Double.NaN;
    long users = row.get(0) instanceof Number number ? number.longValue() : 0;
    return new Found(users, all, seeds, unknown, most, least);
  }
}
