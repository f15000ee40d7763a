package io.portrait.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.aggregate.NaiveUser;
import io.portrait.audit.NaiveFeatures;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.job.clean.RawEvent;
import io.portrait.online.TestRedis;
import io.portrait.profile.ProfileRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole picture stopped with a savepoint and restored under another definition file. */
class DefinitionChangeIT {

  private static final String BEFORE =
      """
      project: shop
      features:
        - {name: views, types: [view], aggregate: count, windows: [1h, 24h]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [24h]}
        - {name: dearest, types: [purchase], aggregate: max, of: amount, windows: [7d]}
        - {name: last_category, aggregate: last, of: category}
        - {name: days, aggregate: days_active, windows: [7d]}
      """;

  /** One feature gone, one new, one with another name, windows added and cut finer; reordered. */
  private static final String AFTER =
      """
      project: shop
      features:
        - {name: days, aggregate: days_active, windows: [7d]}
        - {name: carts, types: [cart], aggregate: count, windows: [24h]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [7d, 24h]}
        - {name: looks, types: [view], aggregate: count, windows: [24h, {size: 1h, hop: 10s}]}
        - {name: last_category, aggregate: last, of: category}
      derived: [{name: per_look, value: "spend_7d / looks_24h"}]
      """;

  /** Columns that both have, whatever they are called. */
  private static final Set<String> KEPT =
      Set.of("days_7d", "spend_24h", "looks_24h", "last_category");

  private static final Definition CHANGED = DefinitionFile.parse(AFTER, "shop");

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static TestRedis redis;

  @BeforeAll
  static void prepare() {
    redis = TestRedis.inMemory();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @ParameterizedTest
  @EnumSource
  void what_both_definitions_ask_for_is_kept_and_the_rest_says_that_it_is_partial(
      SavepointFormatType format, @TempDir Path warehouse, @TempDir Path savepoints)
      throws Exception {
    String uri = redis.address().uri() + (format == SavepointFormatType.NATIVE ? "/1" : "/0");
    String savepoint = runHalf(uri, warehouse, savepoints, format);
    Set<String> usersBefore = ShopJob.rows(uri).keySet();
    Configuration flink = new Configuration();
    flink.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    ShopJob.draw(flink, 2, AFTER, uri, warehouse, new Half(Integer.MAX_VALUE)).execute();

    Map<String, ProfileRow> rows = ShopJob.rows(uri);
    assertThat(rows.keySet()).containsAll(usersBefore);
    Set<String> partial = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, NaiveUser> user : ShopJob.users(CHANGED).entrySet()) {
      ProfileRow row = Objects.requireNonNull(rows.get(user.getKey()), user.getKey());
      assertThat(row.definitions()).as(user.getKey()).isEqualTo(CHANGED.hash());
      partial.addAll(row.partialUntil().keySet());
      for (String difference :
          NaiveFeatures.differences(
              CHANGED, user.getValue().evaluate(row.version().asOf()), row.values())) {
        if (!row.partialUntil().containsKey(difference.substring(0, difference.indexOf(' ')))) {
          wrong.add(user.getKey() + ": " + difference);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(partial).contains("spend_7d", "per_look").doesNotContainAnyElementsOf(KEPT);
  }

  private static String runHalf(
      String redisUri, Path warehouse, Path savepoints, SavepointFormatType format)
      throws Exception {
    Half.reached = new CountDownLatch(1);
    JobClient job =
        ShopJob.draw(
                new Configuration(), 2, BEFORE, redisUri, warehouse, new Half(ShopJob.EVENTS / 2))
            .executeAsync();
    Half.reached.await();
    return job.stopWithSavepoint(false, savepoints.toUri().toString(), format).get();
  }

  /** Says when so many events have passed. */
  static final class Half extends RichMapFunction<RawEvent, RawEvent> {

    private static final long serialVersionUID = 1;
    static CountDownLatch reached = new CountDownLatch(1);

    private final int events;
    private int seen;

    Half(int events) {
      this.events = events;
    }

    @Override
    public RawEvent map(RawEvent event) {
      if (++seen == events) {
        reached.countDown();
      }
      return event;
    }
  }
}
