package io.portrait.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.http.TestReader.Response;
import io.portrait.online.Rows;
import io.portrait.online.TestRedis;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may read. */
class AccessIT {

  private static final String OLD = "old-token-of-16-characters";
  private static final String NEW = "new-token-of-16-characters==";
  private static final List<String> CLOSED =
      List.of("/v1/profiles/u-1", "/v1/features", "/metrics");
  private static final List<String> OPEN =
      List.of("/openapi.json", "/health/live", "/health/ready");

  private static TestRedis redis;
  private static TestReader reader;

  @BeforeAll
  static void start() throws Exception {
    redis = TestRedis.inMemory();
    reader =
        TestReader.start(
            TestReader.settings(
                redis.address(), BearerTokens.of(OLD + ",\n" + NEW), Limits.DEFAULT));
    TestReader.write(redis, Rows.row("u-1", 7));
  }

  @AfterAll
  static void stop() {
    reader.close();
    redis.close();
  }

  @Test
  void anyOfTheTokensOpensAnyOfTheDoors() throws Exception {
    for (String token : List.of(OLD, NEW)) {
      for (String path : CLOSED) {
        assertThat(reader.get(path, "Authorization", "Bearer " + token).status()).isEqualTo(200);
        assertThat(reader.get(path, "Authorization", "bearer  " + token).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void nothingElseDoes() throws Exception {
    for (String path : CLOSED) {
      Response without = reader.get(path);
      assertThat(without.status()).isEqualTo(401);
      assertThat(without.detail()).isEqualTo("send Authorization: Bearer TOKEN");
      assertThat(without.header("WWW-Authenticate")).hasValue("Bearer realm=\"portrait\"");
      for (String wrong :
          List.of(
              "Bearer " + OLD + "x",
              "Bearer ",
              "Bearer",
              OLD,
              "Basic " + OLD,
              "Bearer " + OLD + "," + NEW)) {
        Response refused = reader.get(path, "Authorization", wrong);
        assertThat(refused.status()).as(wrong).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate"))
            .hasValueSatisfying(value -> assertThat(value).contains("invalid_token"));
      }
    }
    assertThat(reader.batch("{\"users\":[\"u-1\"]}").status()).isEqualTo(401);
  }

  @Test
  void healthAndDescriptionAreOpen() throws Exception {
    for (String path : OPEN) {
      assertThat(reader.get(path).status()).as(path).isEqualTo(200);
    }
  }

  @Test
  void withoutATokenItAnswersToThisMachinesNamesOnly() throws Exception {
    try (TestReader open = TestReader.of(redis.address())) {
      assertThat(rawGet(open, "/v1/profiles/u-1", "localhost:80")).startsWith("HTTP/1.1 200 ");
      assertThat(rawGet(open, "/v1/profiles/u-1", "[::1]")).startsWith("HTTP/1.1 200 ");
      assertThat(rawGet(open, "/v1/profiles/u-1", "evil.example:8080"))
          .startsWith("HTTP/1.1 421 ")
          .contains("without a token this machine is called localhost or 127.0.0.1 only");
      assertThat(rawGet(open, "/health/live", "10.0.0.7:8080"))
          .as("as Kubernetes asks")
          .startsWith("HTTP/1.1 200 ");
    }
    assertThat(rawGet(reader, "/v1/profiles/u-1", "evil.example")).startsWith("HTTP/1.1 401 ");
  }

  @Test
  void withoutATokenItListensToThisMachineOnly() {
    assertThatThrownBy(
            () ->
                new ServerSettings(
                    TestReader.DEFINITION,
                    redis.address(),
                    "0.0.0.0",
                    0,
                    BearerTokens.none(),
                    Optional.empty(),
                    Limits.DEFAULT))
        .hasMessage(
            "at 0.0.0.0 everybody could read the profiles: set PORTRAIT_HTTP_TOKEN (or"
                + " PORTRAIT_HTTP_TOKEN_FILE) to a token that readers have to show");
  }

  @Test
  void whatIsNoHttpIsRefusedLikewise() throws Exception {
    assertThat(raw(reader, "GET /v1/profiles/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(raw(reader, "HELLO\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(
            raw(
                reader,
                "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 414 ")
        .contains("application/problem+json", "\"status\":414");
  }

  private static String rawGet(TestReader reader, String path, String host) throws Exception {
    return raw(
        reader, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  private static String raw(TestReader reader, String request) throws Exception {
    int port = URI.create(reader.server.address()).getPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
