package io.portrait.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.query.QueryEngine;
import io.portrait.query.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is found, and why. */
class AudienceTest {

  private static final Definition DEFINITION =
      DefinitionFile.parse(
          """
          project: shop
          features:
            - {name: views, types: [view], aggregate: count, windows: [7d, 30d]}
            - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [30d]}
            - {name: basket, types: [purchase], aggregate: mean, of: amount, windows: [30d]}
            - {name: days_since_purchase, types: [purchase], aggregate: recency}
            - {name: last_category, aggregate: last, of: category}
          """,
          "test");

  private static final int USERS = 4_000;

  @TempDir Path folder;
  private QueryEngine engine;
  private Path out;

  @BeforeEach
  void open() {
    engine = QueryEngine.open(folder, 256L << 20);
    out = folder.resolve("audience.csv");
    engine.execute(
        "CREATE TABLE profiles (user_id VARCHAR, segment BIGINT, tags VARCHAR[],"
            + " last_category VARCHAR, views_7d BIGINT, views_30d BIGINT, spend_30d DOUBLE,"
            + " basket_30d DOUBLE, days_since_purchase DOUBLE, tenure_days DOUBLE,"
            + " embedding FLOAT[])");
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void fewProfiles() {
    engine.execute(
        """
        INSERT INTO profiles (user_id, segment, tags, last_category, views_7d) VALUES
          ('c', 3, ['loyal'], 'shoes', 10), ('a', 3, ['new', 'loyal'], 'it''s "x", y', 2),
          ('b', 2, [], NULL, 7), ('d', NULL, NULL, 'hats', NULL)""");
  }

  private Audience.Found write(@Nullable String condition, @Nullable Set<String> seeds, long limit)
      throws IOException {
    Condition parsed =
        condition == null
            ? null
            : Condition.of(
                engine,
                condition,
                List.of("user_id", "segment", "tags", "last_category", "views_7d", "views_30d"));
    return new Audience(engine, DEFINITION).write(parsed, seeds, limit, null, out);
  }

  @Test
  void whoMeetsTheConditionIsInTheFileWithWhatItSpeaksOf() throws IOException {
    fewProfiles();

    Audience.Found found =
        write("list_contains(tags, 'loyal') and views_7d > 1 and segment = 3", null, 10);

    assertThat(Files.readString(out))
        .isEqualTo(
            """
            user_id,tags,views_7d,segment
            a,"[""new"",""loyal""]",2,3
            c,"[""loyal""]",10,3
            """);
    assertThat(found.users()).isEqualTo(2);
    assertThat(found.of()).isEqualTo(4);
  }

  @Test
  void nullMeetsNothingAndTheLimitIsThatOfIds() throws IOException {
    fewProfiles();

    write("segment <> 3 or user_id <> ''", null, 2);

    assertThat(Files.readString(out)).isEqualTo("user_id,segment\na,3\nb,2\n");
  }

  @Test
  void hashesStandInPlaceOfIdsAndInTheirOwnOrder() throws IOException {
    fewProfiles();
    HashedIds hashes = new HashedIds("a secret of 20 bytes", false);

    new Audience(engine, DEFINITION)
        .write(Condition.of(engine, "segment > 0", List.of("segment")), null, 10, hashes, out);

    List<String> lines = Files.readAllLines(out);
    assertThat(lines.get(0)).isEqualTo("user_id_hmac_sha256,segment");
    assertThat(lines.subList(1, 4))
        .containsExactlyInAnyOrder(
            hashes.of("a") + ",3", hashes.of("b") + ",2", hashes.of("c") + ",3")
        .isSorted();
  }

  @Test
  void aConditionThatCannotBeEvaluatedIsOneLineAndNoFile() {
    fewProfiles();

    assertThatThrownBy(() -> write("count(*) > 3", null, 10))
        .isInstanceOf(QueryException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    assertThat(folder.toFile().list()).noneMatch(name -> name.startsWith("audience"));
  }

  @Test
  void noConditionReachesAFileOrASetting() {
    fewProfiles();
    assertThatThrownBy(() -> write("read_text('/etc/passwd') is not null", null, 10))
        .isInstanceOf(QueryException.class);
    assertThatThrownBy(() -> engine.execute("SELECT * FROM read_text('/etc/passwd')"))
        .isInstanceOf(QueryException.class);
    assertThatThrownBy(() -> engine.execute("SET enable_external_access = true"))
        .isInstanceOf(QueryException.class);
    assertThatThrownBy(() -> engine.execute("COPY profiles TO '" + folder.resolve("x.csv") + "'"))
        .isInstanceOf(QueryException.class);
  }

  @Test
  void aPlantedGroupIsFound() throws IOException {
    Set<String> group = plant(true);
    Set<String> seeds = seedsOf(group, 40);
    double byTasteAlone = precisionOfTaste(group, seeds);

    Audience.Found found = write(null, seeds, group.size() - seeds.size());

    double precision = precision(group, seeds);
    // As many as there are: who ranked at random would find one in twenty-five.
    assertThat(precision).isGreaterThan(0.8).isGreaterThan(byTasteAlone + 0.15);
    assertThat(found.seeds()).isEqualTo(40);
    assertThat(found.most()).isGreaterThanOrEqualTo(found.least());
    assertThat(Files.readString(out)).contains("taste like theirs, cosine 0.");
  }

  @Test
  void aPlantedGroupIsFoundByItsNumbersAlone() throws IOException {
    Set<String> group = plant(false);
    Set<String> seeds = seedsOf(group, 40);

    write(null, seeds, group.size() - seeds.size());

    double precision = precision(group, seeds);
    assertThat(precision).isGreaterThan(0.6);
    assertThat(Files.readString(out)).doesNotContain("taste").contains("views in 30 days: +");
  }

  @Test
  void fewSeedsAreBetterThanNone() throws IOException {
    Set<String> group = plant(true);
    Set<String> seeds = seedsOf(group, 5);

    write(null, seeds, 100);

    double precision = precision(group, seeds);
    assertThat(precision).isGreaterThan(0.5);
  }

  @Test
  void theSameSeedsGiveTheSameFileWithinTheCondition() throws IOException {
    Set<String> seeds = seedsOf(plant(true), 40);

    write("views_30d < 40", seeds, 50);

    List<String> lines = Files.readAllLines(out);
    assertThat(lines).hasSize(51);
    assertThat(lines.get(0)).isEqualTo("user_id,views_30d,_similarity,_reasons");
    assertThat(lines.subList(1, 51))
        .allSatisfy(line -> assertThat(Integer.parseInt(field(line, 1))).isLessThan(40))
        .noneMatch(line -> seeds.contains(field(line, 0)));
    String first = Files.readString(out);
    engine.close();
    Files.delete(folder.resolve("work.duckdb"));
    open();
    plant(true);
    write("views_30d < 40", seeds, 50);
    assertThat(Files.readString(out)).isEqualTo(first);
  }

  @Test
  void nobodyToBeLikeIsSaid() {
    fewProfiles();
    assertThatThrownBy(() -> write(null, Set.of("x"), 10))
        .hasMessage("none of the users to be like has a profile");
  }

  @Test
  void everyoneToBeLikeIsSaid() {
    fewProfiles();
    assertThatThrownBy(() -> write(null, Set.of("a", "b", "c", "d"), 10))
        .hasMessage("everyone with a profile is among those to be like");
  }

  /**
   * A twentieth of all users view about 40 things a month, spend somewhat more, and have a taste of
   * their own; what they have in common with everyone else overlaps.
   */
  private Set<String> plant(boolean hasTaste) {
    Random random = new Random(3);
    Set<String> group = new HashSet<>();
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      String user = "u" + i;
      boolean isOne = i % 20 == 7;
      if (isOne) {
        group.add(user);
      }
      double views =
          isOne
              ? 40 * Math.exp(random.nextGaussian() * 0.15)
              : 25 * Math.exp(random.nextGaussian());
      double spend = Math.exp(random.nextGaussian() * 0.7 + (isOne ? 4.5 : 3));
      boolean hasBought = random.nextDouble() < (isOne ? 0.9 : 0.5);
      double[] vector = new double[8];
      double squared = 0;
      for (int d = 0; d < 8; d++) {
        vector[d] = random.nextGaussian() + (isOne && d == 2 ? 3 : 0);
        squared += vector[d] * vector[d];
      }
      StringBuilder embedding = new StringBuilder("[");
      for (int d = 0; d < 8; d++) {
        embedding.append(d == 0 ? "" : ",").append(vector[d] / Math.sqrt(squared));
      }
      rows.add(
          String.format(
              Locale.ROOT,
              "('%s', %d, %d, %s, %s, %s, %.1f, %s)",
              user,
              (int) (views / 4),
              (int) views,
              hasBought ? String.valueOf(spend) : "0",
              hasBought ? String.valueOf(spend / 2) : "NULL",
              hasBought ? String.valueOf(random.nextDouble() * 30) : "NULL",
              random.nextDouble() * 300,
              hasTaste ? embedding.append("]").toString() : "NULL"));
    }
    engine.execute(
        "INSERT INTO profiles (user_id, views_7d, views_30d, spend_30d, basket_30d,"
            + " days_since_purchase, tenure_days, embedding) VALUES "
            + String.join(", ", rows));
    return group;
  }

  private static Set<String> seedsOf(Set<String> group, int count) {
    return new HashSet<>(group.stream().sorted().limit(count).toList());
  }

  /** What one finds who ranks by the cosine to the mean vector of the seeds. */
  private double precisionOfTaste(Set<String> group, Set<String> seeds) {
    String in = String.join("','", seeds);
    List<String> users = new ArrayList<>();
    engine.forEach(
        "WITH mean AS (SELECT list(m ORDER BY i) AS v FROM (SELECT i, avg(e) AS m FROM (SELECT"
            + " unnest(embedding) AS e, generate_subscripts(embedding, 1) AS i FROM profiles WHERE"
            + " user_id IN ('"
            + in
            + "')) GROUP BY i)) SELECT user_id FROM profiles, mean WHERE user_id NOT IN ('"
            + in
            + "') ORDER BY list_cosine_similarity(embedding, v::FLOAT[]) DESC LIMIT "
            + (group.size() - seeds.size()),
        row -> users.add(row.getString(1)));
    double precision = users.stream().filter(group::contains).count() / (double) users.size();
    return precision;
  }

  private double precision(Set<String> group, Set<String> seeds) throws IOException {
    List<String> lines = Files.readAllLines(out);
    List<String> users =
        lines.subList(1, lines.size()).stream().map(line -> field(line, 0)).toList();
    assertThat(users).isNotEmpty().doesNotContainAnyElementsOf(seeds);
    return users.stream().filter(group::contains).count() / (double) users.size();
  }

  private static String field(String line, int number) {
    return Splitter.on(',').splitToList(line).get(number);
  }
}
