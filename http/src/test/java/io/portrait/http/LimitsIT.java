package io.portrait.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portrait.http.TestReader.Response;
import io.portrait.online.RedisAddress;
import io.portrait.online.Rows;
import io.portrait.online.TestRedis;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How much one may ask for, and how slowly. */
class LimitsIT {

  private static final Limits SMALL =
      new Limits(
          10, 2_000, 2, 100, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMillis(300));

  private static TestRedis redis;

  @BeforeAll
  static void start() {
    redis = TestRedis.inMemory();
    TestReader.write(redis, Rows.row("u-1", 7));
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void aBodyHasAtMostSoManyBytes() throws Exception {
    try (TestReader reader = TestReader.of(redis.address(), SMALL)) {
      String large = "{\"users\":[\"" + "x".repeat(2_000) + "\"]}";

      assertThat(reader.batch(large).status()).isEqualTo(413);
      assertThat(reader.batch(large).detail()).isEqualTo("a body has at most 2000 bytes");
      assertThat(postChunked(reader, large).statusCode()).as("length not said").isEqualTo(413);
      assertThat(reader.batch("{\"users\":[\"u-1\"]}").status()).as("still there").isEqualTo(200);
    }
  }

  @Test
  void aPackedBodyCountsUnpacked() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(
          ("{\"users\":[\"u-1\"]" + " ".repeat(1_000_000) + "}")
              .getBytes(StandardCharsets.US_ASCII));
    }
    try (TestReader reader = TestReader.of(redis.address(), SMALL)) {
      assertThat(packed.size()).isLessThan(2_000);
      Response response =
          reader.send(
              "POST",
              "/v1/profiles:batch",
              packed.toByteArray(),
              "Content-Type",
              "application/json",
              "Content-Encoding",
              "gzip");

      assertThat(response.status()).isEqualTo(413);
    }
  }

  @Test
  void whoSendsTooSlowlyIsCutOff() throws Exception {
    try (TestReader reader = TestReader.of(redis.address(), SMALL);
        Socket headers = connect(reader);
        Socket body = connect(reader)) {
      write(headers, "GET /v1/profiles/u-1 HTTP/1.1\r\nHo");
      write(
          body,
          String.join(
              "\r\n",
              "POST /v1/profiles:batch HTTP/1.1",
              "Host: localhost",
              "Content-Type: application/json",
              "Content-Length: 50",
              "",
              "{\"users\""));

      assertThat(new String(headers.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .doesNotContain(" 200 ");
      assertThat(new String(body.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 400 ")
          .contains("the body did not arrive whole");
      assertThat(reader.get("/v1/profiles/u-1").status()).isEqualTo(200);
    }
  }

  /** A Redis that takes connections and never says a word: every place is taken for a while. */
  @Test
  void whoFindsNoRoomIsToldToTryAgain() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TestReader reader =
            TestReader.of(RedisAddress.of("127.0.0.1", silent.getLocalPort()), SMALL)) {
      List<CompletableFuture<HttpResponse<byte[]>>> waiting =
          IntStream.range(0, 2)
              .mapToObj(
                  i ->
                      reader.http.sendAsync(
                          HttpRequest.newBuilder(
                                  URI.create(
                                      reader.server.address()
                                          + "/v1/profiles/u-1?deadline_ms=10000"))
                              .build(),
                          BodyHandlers.ofByteArray()))
              .toList();
      await()
          .atMost(Duration.ofSeconds(9))
          .untilAsserted(
              () ->
                  assertThat(reader.get("/metrics").text())
                      .contains("portrait_http_requests_in_flight 2.0"));

      Response refused = reader.get("/v1/profiles/u-1");

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.detail()).isEqualTo("2 requests are being worked on already");
      assertThat(refused.header("Retry-After")).hasValue("1");
      assertThat(reader.get("/health/live").status()).isEqualTo(200);
      for (CompletableFuture<HttpResponse<byte[]>> request : waiting) {
        assertThat(request.join().statusCode()).as("Redis did not answer").isEqualTo(503);
      }
      assertThat(reader.get("/metrics").text()).contains("portrait_http_requests_in_flight 0.0");
    }
  }

  @Test
  void aDeadlineEndsTheWait() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TestReader reader =
            TestReader.of(RedisAddress.of("127.0.0.1", silent.getLocalPort()), SMALL)) {
      Response one = reader.get("/v1/profiles/u-1?deadline_ms=50");
      Response many = reader.batch("{\"users\":[\"u-1\",\"u-2\"],\"deadline_ms\":50}");

      assertThat(one.status()).isEqualTo(503);
      assertThat(one.detail()).isEqualTo("no answer before the deadline");
      assertThat(many.status()).isEqualTo(503);
    }
  }

  private static HttpResponse<byte[]> postChunked(TestReader reader, String body) throws Exception {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return reader.http.send(
        HttpRequest.newBuilder(URI.create(reader.server.address() + "/v1/profiles:batch"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream(bytes)))
            .build(),
        BodyHandlers.ofByteArray());
  }

  private static Socket connect(TestReader reader) throws Exception {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(reader.server.address()).getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws Exception {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
