package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole files through the real Kafka, Flink, Redis and Iceberg. */
class ReplayIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void everyRecordIsAccountedForAndEveryUserExported() throws Exception {
    ShopFile file = ShopFile.write(folder.resolve("shop events.jsonl"), Duration.ofHours(4));
    Path export = folder.resolve("rows.jsonl");

    Run run = replay(file.path(), "--export", export.toString());

    assertThat(run.complaints()).isEmpty();
    assertThat(run.code()).isZero();
    JsonNode summary = JSON.readTree(run.lastLine());
    assertThat(summary.path("events_in").longValue()).isEqualTo(file.lines());
    assertThat(summary.path("events_accepted").longValue()).isEqualTo(file.accepted());
    assertThat(summary.path("events_rejected"))
        .hasToString(JSON.writeValueAsString(file.rejected()));
    assertThat(summary.path("events_duplicate").longValue())
        .as("accepted + duplicate + rejected = in")
        .isEqualTo(
            file.lines()
                - file.accepted()
                - file.rejected().values().stream().mapToLong(Long::longValue).sum());
    assertThat(summary.path("users").longValue()).isEqualTo(file.eventsByUser().size());
    assertThat(eventsByUser(export, 0)).isEqualTo(file.eventsByUser());

    // A second replay replaces the rows of the first, and get finds them with nothing running.
    assertThat(replay(file.path(), "--export", export.toString()).code()).isZero();
    assertThat(eventsByUser(export, 1)).isEqualTo(file.eventsByUser());
    getFindsThem(file);
    maintenanceKeepsTheirRows(file);
  }

  private void maintenanceKeepsTheirRows(ShopFile file) {
    Run dry = run("maintain", "--dry-run", "--keep-all", "0s", "--keep-daily", "0s");
    Run done = run("maintain", "--keep-all", "0s", "--keep-daily", "0s");
    Run misspelt = run("maintain", "--tables", "profile");
    Run wrongAge = run("maintain", "--keep-all", "long");

    assertThat(dry.complaints()).isEmpty();
    assertThat(dry.code()).isZero();
    assertThat(dry.out()).contains("to compact").containsPattern("profiles .* \\d+ of \\d+");
    assertThat(done.code()).isZero();
    assertThat(done.out()).containsPattern("profiles .* \\d+ of \\d+");
    assertThat(run("maintain", "--dry-run", "--keep-all", "0s", "--keep-daily", "0s").out())
        .as("nothing is left to expire but what a restored job looks for")
        .doesNotContainPattern("profiles .* \\d\\d of \\d\\d");
    assertThat(misspelt.code()).isEqualTo(2);
    assertThat(misspelt.complaints())
        .containsExactly(
            "portrait: --tables: shop has no table 'profile' (did you mean 'profiles'?)");
    assertThat(wrongAge.code()).isEqualTo(2);
    Catalog catalog =
        OfflineCatalog.open(OfflineCatalog.local(folder.resolve("data dir/warehouse")));
    try {
      assertThat(
              OfflineReader.rows(
                  catalog.loadTable(OfflineTables.identifier("shop", OfflineTables.PROFILES)),
                  Expressions.alwaysTrue()))
          .extracting(row -> row.get("user_id"))
          .containsExactlyInAnyOrderElementsOf(file.eventsByUser().keySet());
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  private void getFindsThem(ShopFile file) throws Exception {
    String user = file.eventsByUser().keySet().iterator().next();

    Run readable = run("get", user);
    Run json = run("get", user, "nobody at all", "--features", "_events", "--json");
    Run misspelt = run("get", user, "--features", "tenure_dais");
    Run view = run("get", user, "--view", "homepage", "--json");
    Run wrongView = run("get", user, "--view", "homepag");

    assertThat(readable.code()).isZero();
    assertThat(readable.out()).startsWith(user + "\n").contains("tenure_days", "as of 20");
    assertThat(json.code()).isEqualTo(1);
    assertThat(json.complaints()).containsExactly("portrait: no profile for 'nobody at all'");
    assertThat(JSON.readTree(json.out()))
        .isEqualTo(
            JSON.readTree(
                "{\"user_id\":\"%s\",\"_events\":%d}"
                    .formatted(user, file.eventsByUser().get(user))));
    assertThat(misspelt.code()).isEqualTo(2);
    assertThat(misspelt.complaints())
        .containsExactly("portrait: no feature 'tenure_dais' (did you mean 'tenure_days'?)");
    assertThat(JSON.readTree(view.out()).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "user_id",
            "views_7d",
            "carts_24h",
            "last_category",
            "last_search",
            "segment",
            "churn_probability",
            "tags");
    assertThat(wrongView.code()).isEqualTo(2);
    assertThat(wrongView.complaints())
        .containsExactly(
            "portrait: the definition file has no view 'homepag' (did you mean 'homepage'?)");
  }

  @Test
  void aFileThatIsCutOffIsRefused() throws Exception {
    ShopFile file = ShopFile.write(folder.resolve("whole.jsonl"), Duration.ofMinutes(30));
    Path whole = folder.resolve("whole.jsonl.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(whole))) {
      Files.copy(file.path(), out);
    }
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.jsonl.gz");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));

    Run run = replay(cut);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.complaints())
        .singleElement()
        .asString()
        .contains(cut + " is damaged or cut off after");
    assertThat(run.out()).as("no summary of half a file").isEmpty();
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    ShopFile file = ShopFile.write(folder.resolve("shop.jsonl"), Duration.ofMinutes(1));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run = replay(file.path(), "--port", String.valueOf(taken.getLocalPort()));

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.complaints())
          .singleElement()
          .asString()
          .contains("port " + taken.getLocalPort() + " for Flink's dashboard cannot be used");
    }
  }

  @Test
  void aRedisThatRefusesThePasswordIsNamed() throws Exception {
    ShopFile file = ShopFile.write(folder.resolve("shop.jsonl"), Duration.ofMinutes(1));
    try (EmbeddedRedis guarded =
        EmbeddedRedis.start(folder.resolve("guarded"), 0, "--requirepass", "open sesame")) {
      Run run = replay(file.path(), "--redis", guarded.uri());

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.complaints())
          .singleElement()
          .asString()
          .contains("password", guarded.uri().substring("redis://".length()));
    }
  }

  @Test
  void aKafkaThatDoesNotAnswerIsNamed() throws Exception {
    ShopFile file = ShopFile.write(folder.resolve("shop.jsonl"), Duration.ofMinutes(1));

    Run run = replay(file.path(), "--kafka", "nowhere");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.complaints()).singleElement().asString().contains("Kafka at nowhere");
  }

  private Run replay(Path events, String... more) {
    String[] arguments = Arrays.copyOf(more, more.length + 2);
    arguments[more.length] = "--events";
    arguments[more.length + 1] = events.toString();
    return run("replay", arguments);
  }

  private Run run(String command, String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = command;
    System.arraycopy(more, 0, arguments, 1, more.length);
    arguments[more.length + 1] = "--data-dir";
    arguments[more.length + 2] = folder.resolve("data dir").toString();
    return Run.of(arguments);
  }

  private static Map<String, Long> eventsByUser(Path export, int generation) throws Exception {
    Map<String, Long> events = new TreeMap<>();
    List<String> lines = Files.readAllLines(export);
    for (String line : lines) {
      JsonNode row = JSON.readTree(line);
      assertThat(row.path("_generation").intValue()).isEqualTo(generation);
      events.put(row.path("user_id").textValue(), row.path("_events").longValue());
    }
    assertThat(events).as("one row a user").hasSize(lines.size());
    return events;
  }
}
