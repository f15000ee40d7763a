package io.portrait.sql.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Online.Encoding;
import io.portrait.online.OnlineKeys;
import io.portrait.online.OnlineStore;
import io.portrait.online.RowEncoder;
import io.portrait.online.Rows;
import io.portrait.online.TestRedis;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.connector.source.lookup.LookupOptions;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** Look-ups while Redis dies, comes back, or holds what nobody can read. */
class LiveLookupIT {

  private static final RowType COLUMNS =
      RowType.of(
          new LogicalType[] {VarCharType.STRING_TYPE, new BigIntType()},
          new String[] {"user_id", "views_7d"});

  @Test
  void whoAsksGetsTheirOwnProfileThoughManyAskAtOnce() throws Exception {
    try (TestRedis redis = TestRedis.inMemory()) {
      write(redis, 2_000);
      LiveLookup lookup = lookup(redis, 0);
      List<CompletableFuture<Collection<RowData>>> asked = new ArrayList<>();
      for (int user = 0; user < 2_500; user++) {
        asked.add(lookup.asyncLookup(key("u-" + user)));
      }
      for (int user = 0; user < 2_500; user++) {
        Collection<RowData> found = asked.get(user).get(10, TimeUnit.SECONDS);
        if (user < 2_000) {
          assertThat(found).containsExactly(row("u-" + user, user));
        } else {
          assertThat(found).isEmpty();
        }
      }
      lookup.close();
    }
  }

  @Test
  void nobodyHasNoProfile() throws Exception {
    try (TestRedis redis = TestRedis.inMemory()) {
      write(redis, 1);
      LiveLookup lookup = lookup(redis, 0);

      assertThat(lookup.asyncLookup(key(null)).get(10, TimeUnit.SECONDS)).isEmpty();
      assertThat(lookup.asyncLookup(key("")).get(10, TimeUnit.SECONDS)).isEmpty();
      lookup.close();
    }
  }

  @Test
  void aLookUpOutlivesRedis(@TempDir Path folder) throws Exception {
    try (TestRedis redis = TestRedis.durable(folder)) {
      write(redis, 8);
      LiveLookup lookup = lookup(redis, 20);
      assertThat(lookup.asyncLookup(key("u-7")).get(10, TimeUnit.SECONDS)).isNotEmpty();

      redis.kill();
      CompletableFuture<Collection<RowData>> asked = lookup.asyncLookup(key("u-7"));
      CompletableFuture<Collection<RowData>> askedToo = lookup.asyncLookup(key("nobody"));
      assertThat(asked).isNotDone();
      redis.restart();

      assertThat(asked.get(30, TimeUnit.SECONDS)).containsExactly(row("u-7", 7));
      assertThat(askedToo.get(30, TimeUnit.SECONDS)).isEmpty();
      lookup.close();
    }
  }

  @Test
  void aLookUpFailsInWordsOnceItHasBeenTriedOftenEnough() throws Exception {
    try (TestRedis redis = TestRedis.inMemory()) {
      write(redis, 1);
      LiveLookup lookup = lookup(redis, 1);
      redis.kill();

      assertThatThrownBy(() -> lookup.asyncLookup(key("u-0")).get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(LiveException.class)
          .hasMessageContaining("the profile of u-0: ")
          .hasMessageContaining("Redis at 127.0.0.1:" + redis.port());
      lookup.close();
      redis.restart();
    }
  }

  @Test
  void aRowThatCannotBeReadCostsNobodyElseTheirs() throws Exception {
    try (TestRedis redis = TestRedis.inMemory();
        RedisClient client = redis.client()) {
      write(redis, 3);
      client.set(new OnlineKeys("shop").profile("u-1"), "?".getBytes(StandardCharsets.UTF_8));
      LiveLookup lookup = lookup(redis, 0);
      List<CompletableFuture<Collection<RowData>>> asked =
          List.of(
              lookup.asyncLookup(key("u-0")),
              lookup.asyncLookup(key("u-1")),
              lookup.asyncLookup(key("u-2")));

      assertThat(asked.get(0).get(10, TimeUnit.SECONDS)).containsExactly(row("u-0", 0));
      assertThat(asked.get(2).get(10, TimeUnit.SECONDS)).containsExactly(row("u-2", 2));
      assertThatThrownBy(() -> asked.get(1).get(10, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(LiveException.class)
          .hasMessageContaining("the profile of u-1: ");
      lookup.close();
    }
  }

  private static LiveLookup lookup(TestRedis redis, int retries) {
    Configuration options = new Configuration();
    options.set(LiveOptions.URL, redis.address().uri());
    options.set(LiveOptions.PROJECT, "shop");
    options.set(LookupOptions.MAX_RETRIES, retries);
    LiveLookup lookup =
        new LiveLookup(
            new LiveAddress(options), COLUMNS, 0, KeyMatch.of(COLUMNS, new int[] {0}, 0));
    lookup.open(new FunctionContext(null, LiveLookupIT.class.getClassLoader(), null));
    return lookup;
  }

  private static RowData key(@Nullable String user) {
    return GenericRowData.of(StringData.fromString(user));
  }

  private static RowData row(String user, long views) {
    return GenericRowData.of(StringData.fromString(user), views);
  }

  /** Users u-0, u-1, ..., each with as many views as its number. */
  private static void write(TestRedis redis, int users) {
    RowEncoder encoder = new RowEncoder("shop", Rows.SCHEMA, Encoding.PACKED, 600_000);
    try (OnlineStore store = OnlineStore.connect(redis.address(), "shop")) {
      store.putSchema(Rows.SCHEMA);
      for (int user = 0; user < users; user++) {
        store.write(List.of(encoder.write(Rows.row("u-" + user, user))));
      }
    }
  }
}
