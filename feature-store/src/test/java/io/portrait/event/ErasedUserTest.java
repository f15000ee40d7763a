package io.portrait.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against what Python says: {@code hashlib.sha256(bytes(range(32)) +
 * user.encode()).hexdigest()[:32]}.
 */
class ErasedUserTest {

  @ParameterizedTest
  @CsvSource({"u-42,defaab66a2f399edcbc8bc61221ecdf5", "{50%}🎧,2ba0745ed395d7d789eacd178113e4fb"})
  void theHashIsThatOfSaltAndUser(String user, String hash) {
    byte[] salt = new byte[32];
    for (int i = 0; i < salt.length; i++) {
      salt[i] = (byte) i;
    }

    assertThat(ErasedUser.hash(salt, user)).isEqualTo(hash);
  }

  @Test
  void anotherSaltGivesAnotherHash() {
    assertThat(ErasedUser.hash(new byte[32], "u-42"))
        .isNotEqualTo(ErasedUser.hash(new byte[] {1}, "u-42"));
  }
}
