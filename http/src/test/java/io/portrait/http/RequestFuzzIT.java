package io.portrait.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.fuzz.Spoilt;
import io.portrait.fuzz.Tally;
import io.portrait.online.Rows;
import io.portrait.online.TestRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever bytes arrive, through a real socket: an answer with a status that tells the client what
 * it did, in JSON that parses, or a closed connection where there was no request; never a 500. And
 * afterwards the server is as it was.
 */
@SuppressWarnings("StringConcatToTextBlock") // a text block has no carriage returns
class RequestFuzzIT {

  private static final Tally REQUESTS = new Tally("HTTP reader");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})[^\r\n]*\r\n");
  private static final int SILENCE_MILLIS = 40_000;

  private static final String LONG_PATH = "/v1/profiles/" + "x".repeat(20_000);

  private static final List<String> SEEDS =
      List.of(
          "GET /v1/profiles/u-1?features=views_7d,segment&deadline_ms=900 HTTP/1.1\r\n"
              + "Host: localhost\r\nAccept: application/json\r\n\r\n",
          "GET /v1/profiles/%E2%98%83%2F..%2Fu HTTP/1.1\r\nHost: 127.0.0.1\r\n"
              + "X-Request-Id: abc\r\n\r\n",
          "HEAD /v1/profiles/u-1?view=homepage HTTP/1.1\r\nHost: localhost\r\n\r\n",
          post("{\"users\":[\"u-1\",\"u-2\",17],\"features\":[\"views_7d\"],\"deadline_ms\":500}"),
          post("{\"users\":[\"u-1\"],\"view\":\"homepage\"}"),
          "POST /v1/profiles:batch HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "11\r\n{\"users\":[\"u-1\"]}\r\n0\r\n\r\n",
          "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "GET /health/live HTTP/1.0\r\n\r\n");

  private static final List<String> PIECES =
      List.of(
          "\r\n",
          "\n",
          "\r",
          " ",
          "\t",
          "\u0000",
          "%",
          "%00",
          "%2F",
          "%zz",
          "%C0%AF",
          "%ED%A0%80",
          "/",
          "//",
          "..",
          "../",
          ";",
          "?",
          "&",
          "=",
          "#",
          "+",
          "é",
          "\\",
          "{user}",
          ":",
          "@",
          "features=",
          "features=embedding",
          "deadline_ms=0",
          "deadline_ms=1e9",
          "view=",
          "&view=x",
          "HTTP/0.9",
          "HTTP/2.0",
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
          "OPTIONS ",
          "TRACE ",
          "*",
          "Host: evil.example\r\n",
          "Host: [::1\r\n",
          "Accept: text/html\r\n",
          "Accept: ;q=x\r\n",
          "Content-Length: 1\r\n",
          "Content-Length: -1\r\n",
          "Content-Length: 99999999999999\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: gzip, chunked\r\n",
          "Content-Encoding: gzip\r\n",
          "Content-Encoding: br\r\n",
          "Expect: 100-continue\r\n",
          "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n",
          "Authorization: Bearer x\r\n",
          "Content-Type: text/plain\r\n",
          "Content-Type: application/json; charset=utf-16\r\n",
          "Cookie: " + "c".repeat(17_000) + "\r\n",
          LONG_PATH,
          "ffffffff\r\n",
          "0\r\n\r\n",
          "null",
          "[",
          "{",
          "]",
          "}",
          "\"",
          "1e999",
          "\\ud800",
          "[".repeat(2_000),
          "9".repeat(2_000),
          "\"users\":[],",
          "\"users\":null,",
          "\"view\":7,",
          "\"features\":[\"nothing\"],",
          "\"deadline_ms\":0.5,");

  @SuppressWarnings("NullAway.Init")
  private static TestRedis redis;

  @SuppressWarnings("NullAway.Init")
  private static TestReader reader;

  private static int port;

  private static String post(String body) {
    return "POST /v1/profiles:batch HTTP/1.1\r\nHost: localhost\r\n"
        + "Content-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @BeforeContainer
  static void start() throws Exception {
    redis = TestRedis.inMemory();
    TestReader.write(redis, Rows.row("u-1", 7));
    reader = TestReader.of(redis.address());
    port = URI.create(reader.server.address()).getPort();
  }

  @AfterContainer
  static void stop() throws Exception {
    try (TestRedis startedRedis = redis;
        TestReader startedReader = reader) {
      REQUESTS.print();
      assertThat(startedReader.get("/v1/profiles/u-1").status()).as("still there").isEqualTo(200);
      assertThat(startedReader.get("/metrics").text())
          .as("no place in the room is lost")
          .contains("portrait_http_requests_in_flight 0.0");
      assertThat(REQUESTS.of("200")).as("%s", REQUESTS).isPositive();
      assertThat(REQUESTS.of("400")).as("%s", REQUESTS).isPositive();
      assertThat(startedRedis.address().port()).isPositive();
    }
  }

  @Provide
  Arbitrary<byte[]> requests() {
    return Spoilt.bytes(Spoilt.utf8(SEEDS), Spoilt.utf8(PIECES));
  }

  @Property
  void whateverIsSentIsAnsweredOrNoRequest(@ForAll("requests") byte[] request) throws IOException {
    String answers = exchange(request);

    Matcher status = STATUS.matcher(answers);
    boolean isAnswered = status.lookingAt();
    assertThat(isAnswered || answers.isEmpty()).as(answers).isTrue();
    assertThat(answers).doesNotContain("HTTP/1.1 500");
    REQUESTS.count(isAnswered ? status.group(1) : "connection closed");
    if (isAnswered) {
      assertThat(Integer.parseInt(status.group(1)))
          .as(answers)
          .matches(code -> code == 100 || code == 200 || (code >= 400 && code != 500));
      assertBodyReads(answers, request);
    }
  }

  /** The first answer's body, if it is said to be JSON. */
  private static void assertBodyReads(String answers, byte[] request) throws IOException {
    int head = answers.indexOf("\r\n\r\n");
    assertThat(head).as(answers).isPositive();
    String headers = answers.substring(0, head);
    Matcher type = Pattern.compile("(?i)\r\nContent-Type: (\\S*json)").matcher(headers);
    Matcher length = Pattern.compile("(?i)\r\nContent-Length: (\\d+)").matcher(headers);
    // Jetty passes over what cannot begin a method.
    boolean isHead = latin1(request).matches("(?s)\\W*HEAD.*");
    if (isHead || !type.find() || !length.find()) {
      return;
    }
    int from = head + 4;
    int to = from + Integer.parseInt(length.group(1));
    assertThat(to)
        .as("a body as long as it says: %s%nto %s", answers, latin1(request))
        .isLessThanOrEqualTo(answers.length());
    JsonNode body =
        JSON.readTree(answers.substring(from, to).getBytes(StandardCharsets.ISO_8859_1));
    if (type.group(1).equals("application/problem+json")) {
      assertThat(headers).startsWith("HTTP/1.1 " + body.path("status").asInt() + " ");
      assertThat(body.path("detail").asText()).isNotBlank().doesNotContain("\n");
    }
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Sends bytes and no more, and gives what comes back, a character a byte. */
  private static String exchange(byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(SILENCE_MILLIS);
      try {
        socket.getOutputStream().write(request);
        socket.shutdownOutput();
      } catch (SocketException closedAlready) {
        // Refused before all of it was sent.
      }
      try {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (SocketException reset) {
        return "";
      }
    }
  }
}
