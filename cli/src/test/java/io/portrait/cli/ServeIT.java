package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.definition.Definition;
import io.portrait.definition.Online.Encoding;
import io.portrait.definition.Values;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.online.RowEncoder;
import io.portrait.profile.ProfileSchema;
import io.portrait.profile.RowMaker;
import io.portrait.profile.RowVersion;
import io.portrait.profile.Scores;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as a process of its own. */
class ServeIT {

  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Definition SHOP = Definitions.of(null).definition();
  private static final String TOKEN = "a-token-of-16-and-more";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void aRunThatHasStopped() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(data().resolve("redis"), 0)) {
      write(new RedisAddress(redis.uri(), "", ""));
    }
  }

  @AfterEach
  void leaveNothingBehind() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void servesWhatAStoppedRunLeftAndEndsCleanly() throws Exception {
    Process serving = serve(Map.of());

    HttpResponse<String> response = get(tried());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body()).startsWith("{\"user_id\":\"user 1/2\",");
    assertThat(output())
        .contains(", to this machine only; profiles of shop in Redis at 127.0.0.1:");
    stop(serving);
    assertThat(output()).endsWith("Stopped.\n");
    assertThat(Run.of("get", "user 1/2", "--data-dir", data().toString()).code())
        .as("the directory is free again")
        .isZero();
  }

  @Test
  void wantsTheTokenOfTheEnvironment() throws Exception {
    Process serving = serve(Map.of("PORTRAIT_HTTP_TOKEN", TOKEN));

    assertThat(get(tried()).statusCode()).isEqualTo(401);
    assertThat(get(tried(), "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
    assertThat(output()).contains(", with a token;", "Bearer $TOKEN").doesNotContain(TOKEN);
    stop(serving);
  }

  @Test
  void complainsInOneLine() {
    String data = data().toString();
    assertThat(complaint(2, "serve", "--data-dir", data, "--host", "0.0.0.0"))
        .startsWith("portrait: at 0.0.0.0 everybody could read the profiles: set ");
    assertThat(complaint(2, "serve", "--data-dir", data, "--tls-cert", "x"))
        .isEqualTo("portrait: --tls-cert and --tls-key go together");
    assertThat(complaint(2, "serve", "--data-dir", data, "--port", "-1"))
        .isEqualTo("portrait: port -1: 0 to 65535");
    assertThat(complaint(1, "serve", "--data-dir", folder.resolve("none").toString()))
        .contains("no data directory");
    assertThat(complaint(2, "up", "--data-dir", data, "--no-http", "--http-port", "1"))
        .isEqualTo("portrait: --http-port and --no-http: one of them has to go");
  }

  private static String complaint(int code, String... arguments) {
    Run run = Run.of(arguments);
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.complaints()).hasSize(1);
    return run.complaints().get(0);
  }

  private static void write(RedisAddress redis) {
    ProfileSchema schema = ProfileSchema.of(SHOP);
    RowEncoder encoder =
        new RowEncoder(SHOP.project(), schema, Encoding.PACKED, Duration.ofDays(1).toMillis());
    try (OnlineStore store = OnlineStore.connect(redis, SHOP.project())) {
      store.putSchema(schema);
      store.write(
          List.of(
              encoder.write(
                  new RowMaker(SHOP)
                      .row(
                          "user 1/2",
                          new RowVersion(0, 7, 1_000),
                          new Values(SHOP.columns().size()),
                          Scores.NONE,
                          Map.of(),
                          1_000))));
    }
  }

  private Process serve(Map<String, String> environment) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.addAll(
        Arrays.asList(
            Portrait.class.getName(), "serve", "--data-dir", data().toString(), "--port", "0"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process =
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile()).start();
    processes.add(process);
    await().atMost(SOON).until(() -> output().contains("Running     "));
    return process;
  }

  private void stop(Process process) throws Exception {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output()).isZero();
    assertThat(all).noneMatch(ProcessHandle::isAlive);
  }

  /** The address of the command that it offers to try. */
  private URI tried() throws Exception {
    Matcher curl = Pattern.compile("Try +curl .*(http://\\S+)").matcher(output());
    assertThat(curl.find()).as(output()).isTrue();
    return URI.create(curl.group(1));
  }

  private static HttpResponse<String> get(URI address, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  private Path data() {
    return folder.resolve("data");
  }

  private String output() throws Exception {
    return Files.readString(folder.resolve("output"));
  }
}
