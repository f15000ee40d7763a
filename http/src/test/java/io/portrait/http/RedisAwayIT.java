package io.portrait.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portrait.http.TestReader.Response;
import io.portrait.online.RedisAddress;
import io.portrait.online.Rows;
import io.portrait.online.TestRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is answered when Redis dies, was never there, or does not let us in. */
class RedisAwayIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void saysSoAndGoesOnByItselfOnceItIsBack() throws Exception {
    try (TestRedis redis = TestRedis.durable(folder);
        TestReader reader = TestReader.of(redis.address())) {
      TestReader.write(redis, Rows.row("u-1", 7));
      assertThat(reader.get("/health/ready").status()).isEqualTo(200);
      assertThat(reader.get("/v1/profiles/u-1").status()).isEqualTo(200);

      redis.kill();

      Response response = reader.get("/v1/profiles/u-1");
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.header("Retry-After")).hasValue("1");
      assertThat(response.detail()).contains("Redis at 127.0.0.1:" + redis.port());
      assertThat(reader.batch("{\"users\":[\"u-1\",\"u-2\"]}").status()).isEqualTo(503);
      assertThat(reader.get("/health/ready").status()).isEqualTo(503);
      assertThat(reader.get("/health/live").status()).as("no reason to restart us").isEqualTo(200);
      assertThat(reader.get("/metrics").text())
          .contains("portrait_http_profiles_total{outcome=\"error\"} 3.0");

      redis.restart();

      await().atMost(SOON).until(() -> reader.get("/health/ready").status() == 200);
      assertThat(reader.get("/v1/profiles/u-1").json().get("views_7d").asLong()).isEqualTo(7);
    }
  }

  /** Every answer is either right or says that it is none, while Redis dies and comes back. */
  @Test
  void neverAnswersWronglyMeanwhile() throws Exception {
    try (TestRedis redis = TestRedis.durable(folder);
        TestReader reader = TestReader.of(redis.address())) {
      TestReader.write(redis, Rows.row("u-1", 7), Rows.row("u-2", 8));
      ConcurrentMap<Integer, Integer> statuses = new ConcurrentHashMap<>();
      AtomicBoolean end = new AtomicBoolean();
      ConcurrentMap<String, Throwable> wrong = new ConcurrentHashMap<>();
      Runnable asking =
          () -> {
            try {
              while (!end.get()) {
                Response response =
                    reader.batch("{\"users\":[\"u-1\",\"u-2\"],\"features\":[\"views_7d\"]}");
                statuses.merge(response.status(), 1, Integer::sum);
                if (response.status() == 200) {
                  response
                      .json()
                      .get("profiles")
                      .forEach(
                          profile ->
                              assertThat(
                                      profile.get("_outcome").asText().equals("ERROR")
                                          || profile.get("views_7d").asInt() >= 7)
                                  .as(profile.toString())
                                  .isTrue());
                }
              }
            } catch (Exception | AssertionError e) {
              wrong.put("asking", e);
            }
          };
      Thread thread = new Thread(asking);
      thread.start();
      try {
        await().atMost(SOON).until(() -> statuses.getOrDefault(200, 0) > 10);
        redis.kill();
        await().atMost(SOON).until(() -> statuses.getOrDefault(503, 0) > 10);
        redis.restart();
        int before = statuses.getOrDefault(200, 0);
        await().atMost(SOON).until(() -> statuses.getOrDefault(200, 0) > before + 10);
      } finally {
        end.set(true);
        thread.join();
      }
      assertThat(wrong).isEmpty();
      assertThat(statuses.keySet()).containsOnly(200, 503);
    }
  }

  @Test
  void tellsAWrongPasswordWithoutShowingIt() throws Exception {
    try (TestRedis redis = TestRedis.withPassword("the-right-one");
        TestReader reader =
            TestReader.of(
                RedisAddress.withCredentials(
                    "redis://127.0.0.1:" + redis.port(),
                    Map.of("PORTRAIT_REDIS_PASSWORD", "a-wrong-one")))) {
      Response response = reader.get("/v1/profiles/u-1");

      assertThat(response.status()).isEqualTo(503);
      assertThat(response.detail()).contains("refused the password").doesNotContain("a-wrong-one");
    }
  }
}
