package io.portrait.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.Resources;
import io.portrait.http.TestReader.Response;
import io.portrait.online.Rows;
import io.portrait.online.TestRedis;
import io.portrait.profile.ProfileJson;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.RowVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.RedisClient;

/** One profile, over a real connection from a real Redis. */
class ProfileIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static TestRedis redis;
  private static TestReader reader;

  @BeforeAll
  static void start() throws Exception {
    redis = TestRedis.inMemory();
    reader = TestReader.of(redis.address());
    TestReader.write(redis, Rows.row("u-1", 7));
  }

  @AfterAll
  static void stop() {
    reader.close();
    redis.close();
  }

  @Test
  void isWhatThePublishedBytesMean() throws Exception {
    JsonNode vectors = JSON.readTree(Resources.getResource(Rows.class, "format-vectors.json"));
    try (RedisClient client = redis.client()) {
      client.set(
          bytes(vectors.get("schema_key").asText()), bytes(vectors.get("schema").toString()));
      for (JsonNode vector : vectors.get("rows")) {
        set(client, vector, "profile");
        set(client, vector, "embedding");
      }
    }

    for (JsonNode vector : vectors.get("rows")) {
      Response response = reader.profile(vector.get("user_id").asText(), "?features=*,embedding");

      assertThat(response.status()).as(response.text()).isEqualTo(200);
      ObjectNode profile = (ObjectNode) response.json();
      assertThat(profile.remove("_outcome").asText()).isEqualTo("FOUND");
      assertThat(profile.remove("_age_ms").isIntegralNumber()).isTrue();
      assertThat(profile.remove("_version").asText())
          .as("as in the header")
          .isEqualTo(vector.get("profile_hex").asText().substring(0, 42));
      JsonNode statuses = profile.remove("_column_status");
      ObjectNode meant = vector.get("row").deepCopy();
      meant.remove("last_seen"); // in the row, but not in the definition file
      if (!meant.has("embedding")) {
        assertThat(statuses.path("embedding").asText()).isEqualTo("NULL");
        meant.putNull("embedding");
      }
      assertThat(profile).as(vector.get("name").asText()).isEqualTo(meant);
    }
  }

  @Test
  void hasTheColumnsAskedForAndWhereTheyComeFrom() throws Exception {
    Response response = reader.get("/v1/profiles/u-1?features=segment,spend_30d,categories_30d");

    assertThat(names(response.json()))
        .containsExactly(
            "user_id",
            "_outcome",
            "segment",
            "spend_30d",
            "categories_30d",
            "_as_of",
            "_models",
            "_status",
            "_partial_until",
            "_column_status",
            "_version",
            "_age_ms");
    assertThat(response.json().get("spend_30d").asDouble()).isEqualTo(59.9);
    assertThat(response.json().get("segment").isIntegralNumber()).isTrue();
    assertThat(response.json().get("_column_status").isEmpty()).isTrue();
  }

  @Test
  void hasEveryColumnButTheEmbeddingWhereNothingIsSaid() throws Exception {
    ObjectNode meant =
        (ObjectNode) JSON.readTree(ProfileJson.line(Rows.row("u-1", 7), Rows.SCHEMA));
    meant.remove("last_seen"); // in the row, but not in the definition file

    ObjectNode profile = (ObjectNode) reader.get("/v1/profiles/u-1").json();

    assertThat(profile.get("_column_status").get("views_7d").asText())
        .as("its window is not covered yet")
        .isEqualTo("PARTIAL");
    profile.remove(List.of("_outcome", "_age_ms", "_version", "_column_status"));
    assertThat(profile).isEqualTo(meant);
  }

  @Test
  void hasTheColumnsOfAView() throws Exception {
    assertThat(names(reader.get("/v1/profiles/u-1?view=homepage").json()))
        .contains("views_7d", "segment")
        .doesNotContain("spend_30d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b",
        "..",
        ".",
        "../../etc/passwd",
        "a b+c",
        "🎧",
        "{5%}\n🎧",
        "%2F",
        "a;b=c",
        "a?b#c",
        "\u0001",
        "Ünïcödé",
        "//",
        "profiles:batch",
        "\\",
        "\"'<>&",
        "\u007f"
      })
  void isFoundWhateverTheUserIsCalled(String user) throws Exception {
    TestReader.write(redis, Rows.row(user, 5));

    Response response = reader.profile(user, "?features=views_7d");

    assertThat(response.status()).as(response.text()).isEqualTo(200);
    assertThat(response.json().get("user_id").asText()).isEqualTo(user);
    assertThat(response.json().get("views_7d").asLong()).isEqualTo(5);
  }

  @Test
  void saysWhoIsNotThereAndWhoWasErased() throws Exception {
    Response nobody = reader.get("/v1/profiles/nobody");

    assertThat(nobody.status()).isEqualTo(404);
    assertThat(nobody.detail()).isEqualTo("no profile for 'nobody'");
    assertThat(nobody.header("Content-Type")).hasValue("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/profiles/u-1?features=view_7d|400|no feature 'view_7d' (did you mean 'views_7d'?)",
        "/v1/profiles/u-1?features=segment,|400|no feature ''",
        "/v1/profiles/u-1?view=homepaeg|400|the definition file has no view 'homepaeg' (did you"
            + " mean 'homepage'?)",
        "/v1/profiles/u-1?view=homepage&features=tags|400|features or view, not both",
        "/v1/profiles/u-1?feature=tags|400|no parameter 'feature' (did you mean 'features'?)",
        "/v1/profiles/u-1?view=homepage&view=homepage|400|the parameter 'view' is there twice",
        "/v1/profiles/u-1?deadline_ms=0|400|deadline_ms is a whole number from 1 to 10000",
        "/v1/profiles/u-1?deadline_ms=soon|400|deadline_ms is a whole number from 1 to 10000",
        "/v1/profiles/|400|a user id has 1 to 1,024 bytes of UTF-8",
        "/v1/profiles/%ff|400|the path is not percent-encoded UTF-8",
        "/v1/profiles/a/b|404|a / in a user id is written %2F",
        "/v1/profile/u-1|404|no such path: /openapi.json says what there is",
        "/v1/featuers|404|no such path (did you mean '/v1/features'?): /openapi.json says what"
            + " there is",
        "/|404|no such path: /openapi.json says what there is",
      })
  void refusesInOneLine(String path, int status, String detail) throws Exception {
    Response response = reader.get(path);

    assertThat(response.detail()).isEqualTo(detail);
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.json().get("status").asInt()).isEqualTo(status);
  }

  @Test
  void refusesAnIdNobodyCanHave() throws Exception {
    assertThat(reader.profile("x".repeat(1_024), "").status()).isEqualTo(404);
    assertThat(reader.profile("x".repeat(1_025), "").detail()).isEqualTo(UserIds.RULE);
  }

  @Test
  void readsWhatWasWrittenLast() throws Exception {
    TestReader.write(redis, Rows.row("u-new", new RowVersion(0, 1, 1_000), null));
    String before = version("u-new");
    ProfileRow newer = Rows.row("u-new", new RowVersion(0, 12, 1_000), new float[] {0.6f, 0.8f});
    TestReader.write(redis, newer);

    assertThat(version("u-new")).isGreaterThan(before);
    assertThat(reader.get("/v1/profiles/u-new?features=embedding").json().get("embedding"))
        .isEqualTo(JSON.readTree("[0.6,0.8]"));
  }

  @Test
  void answersHeadAsGetWithoutTheBody() throws Exception {
    Response response = reader.send("HEAD", "/v1/profiles/u-1", TestReader.NOTHING);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.whole().body()).isEmpty();
    assertThat(response.header("Content-Length").map(Integer::parseInt).orElse(0)).isPositive();
  }

  @Test
  void refusesOtherMethodsAndTypes() throws Exception {
    Response deleted = reader.send("DELETE", "/v1/profiles/u-1", TestReader.NOTHING);
    assertThat(deleted.status()).isEqualTo(405);
    assertThat(deleted.header("Allow")).hasValue("GET, HEAD");

    assertThat(reader.get("/v1/profiles/u-1", "Accept", "text/html").status()).isEqualTo(406);
    assertThat(reader.get("/v1/profiles/u-1", "Accept", "\" text/html").status()).isEqualTo(400);
    assertThat(reader.get("/v1/profiles/u-1", "Accept", "application/json;q=0").status())
        .isEqualTo(406);
    for (String accepted :
        List.of("*/*", "application/*", "application/json", "text/html, */*;q=0.1")) {
      assertThat(reader.get("/v1/profiles/u-1", "Accept", accepted).status()).isEqualTo(200);
    }
  }

  @Test
  void namesTheRequestAsTheClientDoes() throws Exception {
    assertThat(reader.get("/v1/profiles/u-1", "X-Request-Id", "order-17").header("X-Request-Id"))
        .hasValue("order-17");
    assertThat(
            reader.get("/v1/profiles/u-1", "X-Request-Id", "x".repeat(65)).header("X-Request-Id"))
        .hasValueSatisfying(id -> assertThat(id).matches("[0-9a-f]{16}"));
    Response nobody = reader.get("/v1/profiles/nobody", "X-Request-Id", "order-18");
    assertThat(nobody.json().get("request_id").asText()).isEqualTo("order-18");
  }

  private static String version(String user) throws Exception {
    return reader.profile(user, "").json().get("_version").asText();
  }

  private static void set(RedisClient client, JsonNode vector, String what) {
    String hex = vector.get(what + "_hex").asText();
    if (!hex.isEmpty()) {
      client.set(bytes(vector.get(what + "_key").asText()), HexFormat.of().parseHex(hex));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> names(JsonNode json) {
    List<String> names = new ArrayList<>();
    json.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
