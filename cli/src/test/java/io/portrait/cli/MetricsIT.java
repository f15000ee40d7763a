package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portrait.cli.metrics.DocumentedMetrics;
import io.portrait.cli.metrics.Scrape;
import io.portrait.embedding.build.TinyModel;
import io.portrait.shop.GeneratedRecord;
import io.portrait.shop.ShopGenerator;
import io.portrait.shop.ShopRates;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Prometheus reads of a whole running job, and docs/metrics.md: the page has every metric of
 * ours, and every metric on the page is there.
 */
class MetricsIT {

  private static final Duration SOON = Duration.ofMinutes(4);

  private static final String DEFINITION =
      """
      project: watched
      features:
        - {name: views, types: [view], aggregate: count, windows: [1d, 3d]}
        - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [3d]}
        - {name: since, aggregate: recency}
      embedding: {model: "file:%s", of: text, half_life: 14d}
      observations: {every: 1d, active_within: 10d}
      segments: {count: 3, features: [views_3d, spend_3d]}
      churn:
        activity: [view, cart, purchase]
        horizon: 2d
        features: [views_1d, views_3d, spend_3d, since, tenure_days]
      """;

  /** Everyone comes now and then; some records are late, some copies, some broken. */
  private static final ShopRates RATES =
      ShopRates.DEFAULT
          .withUsers(250)
          .withVisits(new ShopRates.Visits(0.2, 4, 0.8, 0.01, 0.25, 0.01, Duration.ofDays(10)));

  private static final Duration SPAN = Duration.ofDays(25);

  private static final String OPERATOR = "flink_taskmanager_job_task_operator_";
  private static final String FRESH = OPERATOR + "freshness_arrival_millis";
  private static final String FIRST = "subtask_index=\"0\"";
  private static final String MEDIAN = "quantile=\"0.5\"";

  /** Flink's own, Kafka's and Iceberg's names have capital letters, and RocksDB's its name. */
  private static final Pattern OURS = Pattern.compile(OPERATOR + "(?!.*rocksdb)[a-z0-9_]+");

  @TempDir Path folder;
  private @Nullable Process up;

  @BeforeEach
  void start() throws Exception {
    Path model = TinyModel.perToken(folder.resolve("model"));
    Path definitions = folder.resolve("watched.yaml");
    Files.writeString(definitions, DEFINITION.formatted(model));
    up =
        PortraitProcess.up(
            folder,
            "--events",
            events().toString(),
            "--definitions",
            definitions.toString(),
            "--metrics-port",
            "0",
            "--checkpoint-interval",
            "2s");
  }

  @AfterEach
  void leaveNothingBehind() throws Exception {
    if (up != null) {
      up.destroy();
      if (!up.waitFor(1, TimeUnit.MINUTES)) {
        up.destroyForcibly();
      }
    }
  }

  @Test
  void whatIsOnThePageIsThereAndWhatIsThereIsOnThePage() throws Exception {
    DocumentedMetrics page = DocumentedMetrics.read();
    AtomicReference<Scrape> busy = new AtomicReference<>();

    await()
        .atMost(SOON)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () -> {
              Scrape scrape = Scrape.at(job());
              if (scrape.sum(FRESH, FIRST, MEDIAN) > 0) {
                busy.set(scrape);
              }
              assertThat(scrape.types().keySet()).containsAll(page.names("flink_"));
              assertThat(busy).as("an interval with rows").doesNotHaveValue(null);
            });

    Scrape scrape = Scrape.at(job());
    assertThat(scrape.types().keySet().stream().filter(OURS.asMatchPredicate()))
        .as("not on the page")
        .allMatch(page::has);
    for (String name : page.names("flink_")) {
      assertThat(scrape.types().get(name)).as(name).isEqualTo(page.typeOf(name));
    }
    saysTheTruth(scrape);
    saysHowFreshRowsWere(Objects.requireNonNull(busy.get()));
    assertThat(scrape.text()).as("a user's id").doesNotContainPattern("\"u-[0-9]+\"");
    readerShowsWhatIsOnThePage(page);
  }

  private static void saysTheTruth(Scrape scrape) {
    double rejected = scrape.sum(OPERATOR + "reason_events_rejected");
    double duplicate = scrape.sum(OPERATOR + "events_duplicate");
    assertThat(rejected).isPositive();
    assertThat(duplicate).isPositive();
    assertThat(scrape.sum(OPERATOR + "events_in"))
        .as("what is between two steps comes in a moment")
        .isGreaterThanOrEqualTo(rejected + duplicate + scrape.sum(OPERATOR + "events_accepted"));
    assertThat(scrape.sum(OPERATOR + "embedding_available")).isPositive();
    assertThat(scrape.sum(OPERATOR + "hottest_key_share", FIRST)).isBetween(0.0, 1.0);
    assertThat(scrape.sum(OPERATOR + "model_segment_share")).isBetween(0.99, 1.01);
    assertThat(scrape.sum(OPERATOR + "column_family_rocksdb_estimate_num_keys", "\"user\""))
        .isPositive();
  }

  /** History: events are days old, but arrived a moment ago. */
  private static void saysHowFreshRowsWere(Scrape busy) {
    assertThat(busy.sum(OPERATOR + "freshness_event_millis", FIRST, MEDIAN))
        .isGreaterThan((double) Duration.ofDays(1).toMillis());
    assertThat(busy.sum(FRESH, FIRST, MEDIAN)).isLessThan((double) SOON.toMillis());
    assertThat(busy.sum(OPERATOR + "redis_batch_millis", FIRST, MEDIAN)).isNotNegative();
  }

  /** A request is shown from when it was answered. */
  private void readerShowsWhatIsOnThePage(DocumentedMetrics page) throws Exception {
    String reader = DataDirectory.endpoints(folder.resolve("data")).orElseThrow().http();
    URI metrics = URI.create(reader + "/metrics");
    Scrape.at(metrics);

    Scrape scrape = Scrape.at(metrics);

    TreeSet<String> there = new TreeSet<>(scrape.types().keySet());
    there.removeIf(name -> !name.startsWith("portrait_"));
    assertThat(there).hasSameElementsAs(page.names("portrait_http_"));
    there.forEach(
        name -> assertThat(scrape.types().get(name)).as(name).isEqualTo(page.typeOf(name)));
  }

  private URI job() throws Exception {
    Matcher line =
        Pattern.compile("Metrics +(http://\\S+)").matcher(PortraitProcess.output(folder));
    assertThat(line.find()).isTrue();
    return URI.create(line.group(1));
  }

  private Path events() throws Exception {
    Path file = folder.resolve("events.jsonl");
    Instant end = Instant.now().minus(Duration.ofDays(2));
    List<GeneratedRecord> records = new ArrayList<>();
    Iterator<GeneratedRecord> shop = new ShopGenerator(11, RATES).between(end.minus(SPAN), end);
    shop.forEachRemaining(records::add);
    records.sort(Comparator.comparingLong(GeneratedRecord::sentMillis));
    try (OutputStream out = Files.newOutputStream(file)) {
      for (GeneratedRecord record : records) {
        out.write(record.value());
        out.write('\n');
      }
    }
    return file;
  }
}
