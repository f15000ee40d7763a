package io.portrait.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Online.Encoding;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.online.RowEncoder;
import io.portrait.online.Rows;
import io.portrait.online.TestRedis;
import io.portrait.profile.ProfileRow;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** A server on a free port, before a Redis, and a client that holds it to its description. */
final class TestReader implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** No body. */
  static final byte[] NOTHING = {};

  private static final Duration DAY = Duration.ofDays(1);

  /** Makes the columns of {@link Rows#SCHEMA}, but for a time: no feature is one. */
  static final Definition DEFINITION =
      DefinitionFile.parse(
          """
          project: shop
          features:
            - {name: views, types: [view], aggregate: count, windows: [7d]}
            - {name: spend, types: [purchase], aggregate: sum, of: amount, windows: [30d]}
            - {name: last_search, types: [search], aggregate: last, of: text}
            - {name: categories, aggregate: top, of: category, windows: [30d]}
          embedding: {model: all-minilm-l6-v2, of: text}
          views:
            homepage: [views_7d, segment]
          """,
          "shop.yaml");

  /** An answer. */
  record Response(HttpResponse<byte[]> whole) {

    int status() {
      return whole.statusCode();
    }

    String text() {
      return new String(whole.body(), StandardCharsets.UTF_8);
    }

    JsonNode json() {
      try {
        return JSON.readTree(text());
      } catch (JsonProcessingException e) {
        throw new AssertionError(text(), e);
      }
    }

    String detail() {
      return json().path("detail").asText();
    }

    Optional<String> header(String name) {
      return whole.headers().firstValue(name);
    }
  }

  final ProfileServer server;
  final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Contract contract;

  private TestReader(ServerSettings settings) throws IOException, InterruptedException {
    server = ProfileServer.start(settings);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.address() + "/openapi.json")).build();
    contract = new Contract(JSON.readTree(http.send(request, BodyHandlers.ofByteArray()).body()));
  }

  static TestReader start(ServerSettings settings) throws IOException, InterruptedException {
    return new TestReader(settings);
  }

  static TestReader of(RedisAddress redis) throws IOException, InterruptedException {
    return of(redis, Limits.DEFAULT);
  }

  static TestReader of(RedisAddress redis, Limits limits) throws IOException, InterruptedException {
    return start(settings(redis, BearerTokens.none(), limits));
  }

  static ServerSettings settings(RedisAddress redis, BearerTokens tokens, Limits limits) {
    return new ServerSettings(DEFINITION, redis, "127.0.0.1", 0, tokens, Optional.empty(), limits);
  }

  /** Writes rows of {@link Rows#SCHEMA}. */
  static void write(TestRedis redis, ProfileRow... rows) {
    RowEncoder encoder = new RowEncoder("shop", Rows.SCHEMA, Encoding.PACKED, DAY.toMillis());
    try (OnlineStore store = OnlineStore.connect(redis.address(), "shop")) {
      store.putSchema(Rows.SCHEMA);
      store.write(Arrays.stream(rows).map(encoder::write).toList());
    }
  }

  /** As curl does it. */
  Response get(String path, String... headers) throws IOException, InterruptedException {
    return send("GET", path, NOTHING, headers);
  }

  /** The profile of a user, whatever the id. */
  Response profile(String user, String query) throws IOException, InterruptedException {
    String encoded = PercentEncoding.encode(user);
    return get("/v1/profiles/" + encoded + query);
  }

  Response batch(String json, String... headers) throws IOException, InterruptedException {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = "application/json";
    return send("POST", "/v1/profiles:batch", json.getBytes(StandardCharsets.UTF_8), all);
  }

  Response send(String method, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                body.length == 0 && !method.equals("POST")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
    if (response.headers().firstValue("Content-Encoding").isEmpty()) {
      contract.check(method, path, response);
    }
    return new Response(response);
  }

  @Override
  public void close() {
    server.close();
  }
}
