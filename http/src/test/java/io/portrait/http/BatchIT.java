package io.portrait.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.event.ErasedUser;
import io.portrait.http.TestReader.Response;
import io.portrait.online.OnlineKeys;
import io.portrait.online.Rows;
import io.portrait.online.TestRedis;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.RedisClient;

/** Many profiles at once, over a real connection from a real Redis. */
class BatchIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static TestRedis redis;
  private static TestReader reader;

  @BeforeAll
  static void start() throws Exception {
    redis = TestRedis.inMemory();
    erase("u-erased");
    reader = TestReader.of(redis.address());
    for (int i = 1; i <= 3; i++) {
      TestReader.write(redis, Rows.row("u-" + i, i));
    }
    TestReader.write(redis, Rows.row("42", 42), Rows.row("a/b 🎧", 8));
  }

  @AfterAll
  static void stop() {
    reader.close();
    redis.close();
  }

  @Test
  void keepsTheOrderAndAnswersEachOfThem() throws Exception {
    Response response =
        reader.batch(
            """
            {"users":["u-3","nobody","u-1","u-3",42,"a/b 🎧","","\\ud800","\\u0000"],
             "features":["views_7d"],"deadline_ms":5000}\
            """);

    JsonNode profiles = response.json().get("profiles");
    assertThat(texts(profiles, "user_id"))
        .startsWith("u-3", "nobody", "u-1", "u-3", "42", "a/b 🎧", "");
    assertThat(texts(profiles, "_outcome"))
        .containsExactly(
            "FOUND",
            "NOT_FOUND",
            "FOUND",
            "FOUND",
            "FOUND",
            "FOUND",
            "ERROR",
            "ERROR",
            "NOT_FOUND");
    assertThat(profiles)
        .filteredOn(profile -> profile.has("views_7d"))
        .extracting(profile -> profile.get("views_7d").asLong())
        .containsExactly(3L, 1L, 3L, 42L, 8L);
    assertThat(profiles.get(6).get("_error").asText()).isEqualTo(UserIds.RULE);
  }

  @Test
  void oneThatCannotBeReadHarmsNoOther() throws Exception {
    OnlineKeys keys = new OnlineKeys("shop");
    try (RedisClient client = redis.client()) {
      client.set(keys.profile("u-broken"), new byte[] {1, 2, 3});
      client.set(
          keys.profile("u-newer"), ("\u0007" + "x".repeat(40)).getBytes(StandardCharsets.US_ASCII));
    }

    JsonNode profiles =
        reader.batch("{\"users\":[\"u-broken\",\"u-1\",\"u-newer\"]}").json().get("profiles");

    assertThat(texts(profiles, "_outcome")).containsExactly("ERROR", "FOUND", "ERROR");
    assertThat(profiles.get(0).get("_error").asText()).contains("3 bytes");
    assertThat(profiles.get(2).get("_error").asText()).contains("format 7");
  }

  @Test
  void theErasedAreGone() throws Exception {
    assertThat(texts(reader.batch("{\"users\":[\"u-erased\"]}").json().get("profiles"), "_outcome"))
        .containsExactly("ERASED");
    Response alone = reader.get("/v1/profiles/u-erased");
    assertThat(alone.status()).isEqualTo(410);
    assertThat(alone.detail()).isEqualTo("'u-erased' was erased");
  }

  @Test
  void readsThousandsInOneAnswerPackedIfTheClientLikes() throws Exception {
    List<String> users = IntStream.range(0, 1_000).mapToObj(i -> "u-" + (i % 5)).toList();
    String body = JSON.writeValueAsString(java.util.Map.of("users", users));

    Response packed = reader.batch(body, "Accept-Encoding", "gzip");

    assertThat(packed.header("Content-Encoding")).hasValue("gzip");
    JsonNode profiles =
        JSON.readTree(new GZIPInputStream(new ByteArrayInputStream(packed.whole().body())))
            .get("profiles");
    assertThat(texts(profiles, "user_id")).isEqualTo(users);
    Response plain = reader.batch(body);
    assertThat(plain.header("Content-Encoding")).isEmpty();
    assertThat(plain.whole().body().length).isGreaterThan(packed.whole().body().length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "[]|400|the body is one JSON object: {\"users\":[\"u-1\",\"u-2\"]}",
        "{}|400|users is missing: whose profiles?",
        "{\"user\":[\"u-1\"]}|400|no field 'user' (did you mean 'users'?)",
        "{\"users\":\"u-1\"}|400|users is an array of texts",
        "{\"users\":[\"u-1\",null]}|400|users[1] is not a text",
        "{\"users\":[1.5]}|400|users[0] is not a text",
        "{\"users\":[\"u-1\"],\"features\":[7]}|400|features[0] is not a text",
        "{\"users\":[\"u-1\"],\"features\":[\"tag\"]}|400|no feature 'tag' (did you mean 'tags'?)",
        "{\"users\":[\"u-1\"],\"view\":7}|400|view is a text",
        "{\"users\":[\"u-1\"],\"view\":\"homepage\",\"features\":[\"tags\"]}|400|features or view,"
            + " not both",
        "{\"users\":[\"u-1\"],\"deadline_ms\":10001}|400|deadline_ms is a whole number from 1 to"
            + " 10000",
        "{\"users\":[\"u-1\"],\"deadline_ms\":1.5}|400|deadline_ms is a whole number from 1 to"
            + " 10000",
      })
  void refusesInOneLine(String body, int status, String detail) throws Exception {
    Response response = reader.batch(body);

    assertThat(response.detail()).isEqualTo(detail);
    assertThat(response.status()).isEqualTo(status);
  }

  @Test
  void saysWhereTheJsonIsWrong() throws Exception {
    for (String wrong : List.of("", "{", "{\"users\":[\n\"u-1\",]}", "{\"users\":[]}{}")) {
      Response response = reader.batch(wrong);
      assertThat(response.status()).as(wrong).isEqualTo(400);
      assertThat(response.detail().lines()).as(wrong).hasSize(1);
    }
    assertThat(reader.batch("{\"users\":[\n\"u-1\",]}").detail()).contains("line 2");
    assertThat(reader.batch("{\"users\":[\"u-1\"],\"users\":[\"u-2\"]}").detail())
        .contains("Duplicate");
  }

  @Test
  void wantsJson() throws Exception {
    byte[] body = "{\"users\":[\"u-1\"]}".getBytes(StandardCharsets.UTF_8);

    assertThat(reader.send("POST", "/v1/profiles:batch", body).detail())
        .isEqualTo("send Content-Type: application/json");
    assertThat(
            reader
                .send(
                    "POST",
                    "/v1/profiles:batch",
                    body,
                    "Content-Type",
                    "application/x-www-form-urlencoded")
                .status())
        .isEqualTo(415);
    assertThat(
            reader
                .send(
                    "POST",
                    "/v1/profiles:batch",
                    body,
                    "Content-Type",
                    "Application/JSON; charset=utf-8")
                .status())
        .isEqualTo(200);
    assertThat(reader.get("/v1/profiles:batch").header("Allow")).hasValue("POST");
  }

  @Test
  void asksForNobody() throws Exception {
    assertThat(reader.batch("{\"users\":[]}").json().get("profiles")).isEmpty();
  }

  @Test
  void asksForAtMostSoMany() throws Exception {
    String many =
        JSON.writeValueAsString(java.util.Map.of("users", Collections.nCopies(1_001, "u")));

    Response response = reader.batch(many);

    assertThat(response.status()).isEqualTo(413);
    assertThat(response.detail()).isEqualTo("1001 users: ask for 1000 at most, page by page");
  }

  /** As the job does it. */
  private static void erase(String user) {
    OnlineKeys keys = new OnlineKeys("shop");
    byte[] salt = {1, 2, 3};
    try (RedisClient client = redis.client()) {
      client.set(keys.erasureSalt(), salt);
      client.set(keys.erased(ErasedUser.hash(salt, user)), new byte[] {'1'});
    }
  }

  private static List<String> texts(JsonNode profiles, String field) {
    return StreamSupport.stream(profiles.spliterator(), false)
        .map(profile -> profile.get(field).asText())
        .toList();
  }
}
