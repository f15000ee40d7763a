package io.portrait.sql.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Online.Encoding;
import io.portrait.online.OnlineKeys;
import io.portrait.online.OnlineStore;
import io.portrait.online.OnlineStoreException;
import io.portrait.online.RowEncoder;
import io.portrait.online.Rows;
import io.portrait.online.StoredProfile;
import io.portrait.online.TestRedis;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** Look-ups while Redis dies, comes back, or holds what nobody can read. */
class ProfileFetcherIT {

  @Test
  void whoAsksGetsTheirOwnProfileThoughManyAskAtOnce() throws Exception {
    try (TestRedis redis = TestRedis.inMemory()) {
      write(redis, 2_000);
      try (ProfileFetcher fetcher = fetcher(redis, 0)) {
        List<CompletableFuture<Optional<StoredProfile>>> asked = new ArrayList<>();
        for (int user = 0; user < 2_500; user++) {
          asked.add(fetcher.get("u-" + user));
        }
        for (int user = 0; user < 2_500; user++) {
          assertThat(asked.get(user).get(10, TimeUnit.SECONDS).map(found -> found.row().userId()))
              .isEqualTo(user < 2_000 ? Optional.of("u-" + user) : Optional.empty());
        }
      }
    }
  }

  @Test
  void aLookUpOutlivesRedis(@TempDir Path folder) throws Exception {
    try (TestRedis redis = TestRedis.durable(folder)) {
      write(redis, 1);
      try (ProfileFetcher fetcher = fetcher(redis, 100)) {
        assertThat(fetcher.get("u-0").get(10, TimeUnit.SECONDS)).isPresent();

        redis.kill();
        CompletableFuture<Optional<StoredProfile>> asked = fetcher.get("u-0");
        CompletableFuture<Optional<StoredProfile>> askedToo = fetcher.get("nobody");
        assertThat(asked).isNotDone();
        redis.restart();

        assertThat(asked.get(30, TimeUnit.SECONDS)).isPresent();
        assertThat(askedToo.get(30, TimeUnit.SECONDS)).isEmpty();
      }
    }
  }

  @Test
  void aLookUpFailsInWordsOnceItHasBeenTriedOftenEnough() {
    try (TestRedis redis = TestRedis.inMemory()) {
      ProfileFetcher fetcher = fetcher(redis, 1);
      try (fetcher) {
        redis.kill();

        assertThatThrownBy(() -> fetcher.get("u-0").get(30, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .cause()
            .isInstanceOf(OnlineStoreException.class)
            .hasMessageContaining("Redis at 127.0.0.1:" + redis.port());
        redis.restart();
      }
    }
  }

  @Test
  void aRowThatCannotBeReadCostsNobodyElseTheirs() throws Exception {
    try (TestRedis redis = TestRedis.inMemory();
        RedisClient client = redis.client()) {
      write(redis, 3);
      client.set(new OnlineKeys("shop").profile("u-1"), "?".getBytes(StandardCharsets.UTF_8));
      try (ProfileFetcher fetcher = fetcher(redis, 0)) {
        List<CompletableFuture<Optional<StoredProfile>>> asked =
            List.of(fetcher.get("u-0"), fetcher.get("u-1"), fetcher.get("u-2"));

        assertThat(asked.get(0).get(10, TimeUnit.SECONDS)).isPresent();
        assertThat(asked.get(2).get(10, TimeUnit.SECONDS)).isPresent();
        assertThatThrownBy(() -> asked.get(1).get(10, TimeUnit.SECONDS))
            .hasMessageContaining("the profile of u-1 cannot be read");
      }
    }
  }

  @Test
  void whoAsksAfterTheEndIsTold() {
    try (TestRedis redis = TestRedis.inMemory()) {
      ProfileFetcher fetcher = fetcher(redis, 0);
      fetcher.close();

      assertThatThrownBy(() -> fetcher.get("u-0").get(10, TimeUnit.SECONDS))
          .hasMessageContaining("the table was closed");
    }
  }

  private static ProfileFetcher fetcher(TestRedis redis, int retries) {
    return new ProfileFetcher(OnlineStore.connect(redis.address(), "shop"), retries);
  }

  private static void write(TestRedis redis, int users) {
    RowEncoder encoder = new RowEncoder("shop", Rows.SCHEMA, Encoding.PACKED, 600_000);
    try (OnlineStore store = OnlineStore.connect(redis.address(), "shop")) {
      store.putSchema(Rows.SCHEMA);
      for (int user = 0; user < users; user++) {
        store.write(List.of(encoder.write(Rows.row("u-" + user, 1))));
      }
    }
  }
}
