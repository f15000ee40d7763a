package io.portrait.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portrait.online.Rows;
import io.portrait.online.TestRedis;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The reader as a process of its own, and what it says of wrong use. */
class HttpReaderIT {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Path definitions;

  @BeforeEach
  void write() throws Exception {
    definitions =
        Files.writeString(
            folder.resolve("shop.yaml"),
            """
            project: shop
            features:
              - {name: views, types: [view], aggregate: count, windows: [7d]}
            """);
  }

  @Test
  void servesUntilItIsStopped() throws Exception {
    Path out = folder.resolve("out");
    try (TestRedis redis = TestRedis.inMemory()) {
      TestReader.write(redis, Rows.row("u-1", 7));
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              "io.portrait.http.HttpReader",
              "--definitions",
              definitions.toString(),
              "--redis",
              redis.address().uri(),
              "--port",
              "0");
      builder.environment().put("PORTRAIT_HTTP_TOKEN", "a-token-of-some-length");
      Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
      try {
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> Files.readString(out).contains("Serving http://127.0.0.1:"));
        String said =
            Files.readString(out)
                .lines()
                .filter(line -> line.startsWith("Serving"))
                .findFirst()
                .orElseThrow();
        HttpRequest request =
            HttpRequest.newBuilder(
                    URI.create(
                        said.substring("Serving ".length(), said.indexOf(','))
                            + "/v1/profiles/u-1?features=views_7d"))
                .header("Authorization", "Bearer a-token-of-some-length")
                .build();

        assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
            .contains("\"views_7d\":7");
      } finally {
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(Files.readString(out)).doesNotContain("a-token", "Exception");
      assertThat(process.exitValue()).as("SIGTERM").isEqualTo(143);
    }
  }

  @Test
  void complainsInOneLineAndWithTheRightCode() {
    String file = definitions.toString();
    assertThat(run(Map.of(), "--redis", "redis://127.0.0.1:1"))
        .isEqualTo("2 portrait-http: Missing required option: '--definitions=F'; see --help");
    assertThat(run(Map.of(), "--redis", "http://x", "--definitions", file))
        .startsWith("2 portrait-http: a Redis address looks like redis://host:6379/0");
    assertThat(run(Map.of(), "--redis", "redis://r:1", "--definitions", file, "--host", "0.0.0.0"))
        .startsWith("2 portrait-http: at 0.0.0.0 everybody could read the profiles: set ");
    assertThat(run(Map.of(), "--redis", "redis://r:1", "--definitions", file, "--port", "70000"))
        .isEqualTo("2 portrait-http: port 70000: 0 to 65535");
    assertThat(run(Map.of(), "--redis", "redis://r:1", "--definitions", file, "--tls-key", "k"))
        .isEqualTo("2 portrait-http: --tls-cert and --tls-key go together");
    assertThat(
            run(
                Map.of("PORTRAIT_HTTP_TOKEN", "short"),
                "--redis",
                "redis://r:1",
                "--definitions",
                file))
        .isEqualTo(
            "2 portrait-http: PORTRAIT_HTTP_TOKEN holds a token of fewer than 16 characters");
  }

  /** Exit code and the first complaint. */
  private static String run(Map<String, String> environment, String... arguments) {
    StringWriter complaints = new StringWriter();
    CommandLine line = HttpReader.line(environment).setErr(new PrintWriter(complaints, true));
    int code = line.execute(List.of(arguments).toArray(String[]::new));
    assertThat(complaints.toString().lines()).hasSize(1);
    return code + " " + complaints.toString().strip();
  }
}
