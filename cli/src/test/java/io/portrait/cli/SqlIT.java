package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.embedded.Ports;
import io.portrait.definition.Definition;
import io.portrait.definition.Online.Encoding;
import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineTables;
import io.portrait.offline.TestRows;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.online.RowEncoder;
import io.portrait.online.Rows;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.catalog.Catalog;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code portrait sql} over a data directory whose run has stopped. */
class SqlIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path data;

  @BeforeAll
  static void aFewRows() throws Exception {
    Definition shop = Definitions.of(null).definition();
    Catalog catalog = OfflineCatalog.create(OfflineCatalog.local(data.resolve("warehouse")));
    try {
      OfflineTables.ensure(catalog, shop);
      for (int user = 0; user < 3; user++) {
        TestRows.append(
            catalog.loadTable(OfflineTables.identifier("shop", OfflineTables.SEGMENT_CHANGES)),
            Map.of(
                "user_id",
                "u-" + user,
                "as_of",
                OffsetDateTime.parse("2026-03-01T00:00:00Z"),
                "known_at",
                OffsetDateTime.parse("2026-03-01T00:00:01Z"),
                "generation",
                0L,
                "definitions",
                shop.hash(),
                "to_segment",
                (long) (user % 2),
                "model_version",
                7L));
      }
    } finally {
      OfflineCatalog.close(catalog);
    }
    try (EmbeddedRedis redis = EmbeddedRedis.start(data.resolve("redis"), 0);
        OnlineStore store = OnlineStore.connect(new RedisAddress(redis.uri(), "", ""), "shop")) {
      store.putSchema(Rows.SCHEMA);
      store.write(
          List.of(
              new RowEncoder("shop", Rows.SCHEMA, Encoding.PACKED, 3_600_000)
                  .write(Rows.row("u-1", 5))));
    }
  }

  @Test
  void queriesRunAndEnd() {
    Run run =
        sql(
            "-e",
            "SELECT to_segment, COUNT(*) AS users FROM segment_changes GROUP BY to_segment ORDER BY"
                + " to_segment; SELECT user_id, segment, churn_probability FROM profiles_live");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "+------------+-------+",
            "| to_segment | users |",
            "+------------+-------+",
            "|          0 |     2 |",
            "|          1 |     1 |",
            "+------------+-------+",
            "2 rows in set",
            "+---------+---------+-------------------+",
            "| user_id | segment | churn_probability |",
            "+---------+---------+-------------------+",
            "|     u-1 |       3 |              0.25 |",
            "+---------+---------+-------------------+",
            "1 row in set");
  }

  @Test
  void filesRunInOrderAndAMistakeIsToldInOneLine(@TempDir Path folder) throws Exception {
    Path first =
        Files.writeString(
            folder.resolve("1.sql"), "CREATE TEMPORARY VIEW v AS SELECT 1 AS answer;");
    Path second =
        Files.writeString(
            folder.resolve("2.sql"), "-- uses it\nSELECT answer FROM v;\nSELECT answr FROM v;");

    Run run = sql("-f", first.toString(), "-f", second.toString());

    assertThat(run.err())
        .isEqualTo(
            "portrait: "
                + second
                + ":3:8: Column 'answr' not found in any table (did you mean 'answer'?)\n");
    assertThat(run.code()).isEqualTo(Failure.FAILED);
    assertThat(run.out()).contains("| answer |").contains("1 row in set");
  }

  @Test
  void wrongUseIsToldBeforeAnythingStarts() {
    assertThat(sql("-e", "SELECT 1", "--gateway").code()).isEqualTo(Failure.WRONG_USE);
    assertThat(sql("--port", "8083").err()).contains("--port is the gateway's: add --gateway");
    assertThat(sql("-f", "no-such.sql").err()).contains("no such file: no-such.sql");
    assertThat(Run.of("sql", "--data-dir", data.resolve("none").toString(), "-e", "SELECT 1").err())
        .contains("no data directory");
  }

  @Test
  void aGatewayAnswersToolsOverRest(@TempDir Path folder) throws Exception {
    int port = Ports.free(0, "a test");
    Path output = folder.resolve("output");
    Process gateway = gateway(port, output);
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.readString(output).contains("SQL gateway http://127.0.0.1:" + port));
      String address = "http://127.0.0.1:" + port + "/v1";

      String session = post(address + "/sessions", "{}").path("sessionHandle").asText();
      String operation =
          post(
                  address + "/sessions/" + session + "/statements",
                  "{\"statement\": \"SELECT COUNT(*) AS n FROM segment_changes\"}")
              .path("operationHandle")
              .asText();
      JsonNode[] page = {
        get(address + "/sessions/" + session + "/operations/" + operation + "/result/0")
      };
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                if (page[0].at("/results/data").isEmpty()) {
                  page[0] =
                      get("http://127.0.0.1:" + port + page[0].path("nextResultUri").asText());
                }
                return !page[0].at("/results/data").isEmpty();
              });

      assertThat(page[0].at("/results/columns/0/name").asText()).isEqualTo("n");
      assertThat(page[0].at("/results/data/0/fields/0").asLong()).isEqualTo(3);

      gateway.destroy();
      assertThat(gateway.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(gateway.exitValue()).isZero();
      assertThat(Files.readAllLines(output)).hasSize(1);
    } finally {
      gateway.destroyForcibly();
    }
  }

  private static Process gateway(int port, Path output) throws Exception {
    return PortraitProcess.of(
            output,
            List.of(
                "sql", "--data-dir", data.toString(), "--gateway", "--port", String.valueOf(port)))
        .start();
  }

  private static Run sql(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "sql";
    all[1] = "--data-dir";
    all[2] = data.toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return Run.of(all);
  }

  private static JsonNode post(String address, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static JsonNode get(String address) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(address)));
  }

  private static JsonNode send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return JSON.readTree(response.body());
  }
}
