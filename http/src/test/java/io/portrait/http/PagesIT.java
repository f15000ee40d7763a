package io.portrait.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.portrait.online.Rows;
import io.portrait.online.TestRedis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What there is to see beside profiles. */
class PagesIT {

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
  void everythingOnTheListCanBeAskedFor() throws Exception {
    JsonNode list = reader.get("/v1/features").json();

    List<String> names = new ArrayList<>();
    list.get("features").forEach(feature -> names.add(feature.get("name").asText()));
    assertThat(names).contains("views_7d", "tenure_days", "segment", "_as_of", "embedding");
    JsonNode views7d =
        StreamSupport.stream(list.get("features").spliterator(), false)
            .filter(feature -> feature.get("name").asText().equals("views_7d"))
            .findFirst()
            .orElseThrow();
    assertThat(views7d.get("type").asText()).isEqualTo("long");
    assertThat(views7d.get("unit").asText()).isEqualTo("events");
    assertThat(reader.get("/v1/profiles/u-1?features=" + String.join(",", names)).status())
        .isEqualTo(200);
    assertThat(list.at("/views/homepage/0").asText()).isEqualTo("views_7d");
    assertThat(reader.get("/v1/profiles/u-1?view=homepage").status()).isEqualTo(200);
    assertThat(list.get("users_per_batch").asInt()).isEqualTo(1_000);
  }

  @Test
  void theDescriptionHasAllRoutesAndColumnsAndLeadsNowhereWrong() throws Exception {
    JsonNode description = reader.get("/openapi.json").json();

    assertThat(description.get("openapi").asText()).isEqualTo("3.1.0");
    Set<String> described = new HashSet<>();
    description.get("paths").fieldNames().forEachRemaining(described::add);
    assertThat(described).isEqualTo(reader.server.templates());
    assertThat(description.at("/components/schemas/Profile/properties").has("views_7d")).isTrue();
    assertThat(description.at("/components/schemas/Feature/enum").toString())
        .contains("views_7d", "embedding");
    assertThat(description.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(description.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
    List<String> operations = description.findValuesAsText("operationId");
    assertThat(operations).doesNotHaveDuplicates().hasSize(described.size());
  }

  @Test
  void metricsCountRequestsAndProfilesAndNameNoUser() throws Exception {
    reader.get("/v1/profiles/u-1");
    reader.get("/v1/profiles/u-secret");
    reader.batch("{\"users\":[\"u-1\",\"u-secret\"]}");
    reader.get("/u-secret");

    String page = reader.get("/metrics").text();

    assertThat(page)
        .contains(
            "portrait_http_requests_seconds_count{code=\"404\",method=\"GET\",route=\"/v1/profiles/{user}\"}",
            "portrait_http_requests_seconds_bucket{code=\"200\",method=\"GET\",route=\"/v1/profiles/{user}\",le=\"0.001\"}",
            "portrait_http_profiles_total{outcome=\"found\"}",
            "route=\"none\"",
            "jvm_memory_used_bytes")
        .doesNotContain("u-secret");
    assertThat(reader.get("/metrics", "Accept", "application/openmetrics-text").text())
        .endsWith("# EOF\n");
  }
}
