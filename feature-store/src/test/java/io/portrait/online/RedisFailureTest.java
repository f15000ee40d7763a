package io.portrait.online;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.exceptions.JedisDataException;

class RedisFailureTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOADING Redis is loading the dataset in memory",
        "READONLY You can't write against a read only replica.",
        "OOM command not allowed when used memory > 'maxmemory'. script: abc, on @user_script:31.",
        "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to",
        "ERR Error running script (call to f_abc): @user_script:31: -OOM command not allowed"
      })
  void whatPassesIsTriedAgain(String reply) {
    assertThat(RedisFailure.outcome(new JedisDataException(reply)))
        .isEqualTo(new RowOutcome(RowOutcome.Status.UNAVAILABLE, reply));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UNKNOWNFORMAT the key holds no row of format 1",
        "WRONGTYPE Operation against a key holding the wrong kind of value",
        "ERR Error running script (call to f_abc): @user_script:3: -WRONGTYPE of a READONLY key"
      })
  void whatStaysIsNot(String reply) {
    assertThat(RedisFailure.outcome(new JedisDataException(reply)).status())
        .isEqualTo(RowOutcome.Status.FAILED);
  }
}
