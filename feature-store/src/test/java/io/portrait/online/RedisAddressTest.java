package io.portrait.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {

  @Test
  void portAndDatabaseHaveDefaults() {
    RedisAddress address = new RedisAddress("redis://cache", "", "");

    assertThat(address.host()).isEqualTo("cache");
    assertThat(address.port()).isEqualTo(6379);
    assertThat(address.database()).isZero();
    assertThat(address.isTls()).isFalse();
  }

  @Test
  void everyPartCanBeSaid() {
    RedisAddress address = new RedisAddress("rediss://my_redis:7000/3", "portrait", "secret");

    assertThat(address.host()).isEqualTo("my_redis");
    assertThat(address.port()).isEqualTo(7000);
    assertThat(address.database()).isEqualTo(3);
    assertThat(address.isTls()).isTrue();
  }

  @Test
  void anIpv6AddressStandsInBrackets() {
    assertThat(new RedisAddress("redis://[::1]:7000", "", "").host()).isEqualTo("::1");
  }

  @Test
  void thePasswordIsNotShown() {
    assertThat(new RedisAddress("redis://cache", "portrait", "secret").toString())
        .isEqualTo("Redis at cache:6379");
  }

  @Test
  void aClusterNamesSomeOfItsServers() {
    RedisAddress address = new RedisAddress("rediss+cluster://one:7000,my_two", "", "");

    assertThat(address.isCluster()).isTrue();
    assertThat(address.isTls()).isTrue();
    assertThat(address.host()).isEqualTo("one");
    assertThat(address.nodes())
        .containsExactly(HostAndPort.fromParts("one", 7000), HostAndPort.fromParts("my_two", 6379));
    assertThat(address).hasToString("the Redis cluster at one:7000,my_two:6379");
    assertThat(new RedisAddress("redis://one", "", "").isCluster()).isFalse();
  }

  @Test
  void aClusterHasOneDatabase() {
    assertThat(new RedisAddress("redis+cluster://one/0", "", "").database()).isZero();
    assertThatThrownBy(() -> new RedisAddress("redis+cluster://one/1", "", ""))
        .hasMessage("a Redis Cluster has no database but 0: redis+cluster://one/1");
  }

  @Test
  void severalServersAreACluster() {
    assertThatThrownBy(() -> new RedisAddress("redis://one,two:1", "", ""))
        .hasMessage(
            "several Redis servers are a cluster, which looks like"
                + " redis+cluster://one:6379,two:6379, not redis://one,two:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"redis://:secret@cache", "redis://me:secret@cache:1/0", "redis:secret@cache"})
  void credentialsInTheAddressAreRefusedAndNotRepeated(String uri) {
    assertThatThrownBy(() -> new RedisAddress(uri, "", ""))
        .hasMessage("the Redis address holds a user or a password: give them apart from it");
  }

  @Test
  void aTextThatIsNoUriIsNotRepeatedForASecretMayStandInIt() {
    assertThatThrownBy(() -> new RedisAddress("redis://:secret @cache", "", ""))
        .hasMessage("a Redis address looks like redis://host:6379/0")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cache:6379",
        "http://cache",
        "redis:cache",
        "redis+cluster://one,,two",
        "redis+clusters://one",
        "redis://cache?a=1",
        "redis://cache/x",
        "redis://cache:x"
      })
  void anythingElseIsRefusedWithAnExample(String uri) {
    assertThatThrownBy(() -> new RedisAddress(uri, "", ""))
        .hasMessage("a Redis address looks like redis://host:6379/0, not " + uri);
  }
}
