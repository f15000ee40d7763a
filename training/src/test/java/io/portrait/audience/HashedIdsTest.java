package io.portrait.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Hashes of ids. */
class HashedIdsTest {

  @Test
  void isHmacSha256() {
    // Test case 1 of RFC 4231.
    assertThat(new HashedIds("\u000b".repeat(20), false).of("Hi There"))
        .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  }

  @Test
  void anAddressIsTheSameHoweverItIsWrittenIfThatIsAsked() {
    HashedIds normalised = new HashedIds("a secret of 20 bytes", true);
    HashedIds plain = new HashedIds("a secret of 20 bytes", false);

    assertThat(normalised.of(" Ann@Example.COM\n")).isEqualTo(normalised.of("ann@example.com"));
    assertThat(normalised.of("ann@example.com")).isEqualTo(plain.of("ann@example.com"));
    assertThat(plain.of("Ann@example.com")).isNotEqualTo(plain.of("ann@example.com"));
    assertThat(new HashedIds("another secret, as long", false).of("a")).isNotEqualTo(plain.of("a"));
  }

  @Test
  void aSecretThatCouldBeTriedIsRefused() {
    assertThatThrownBy(() -> new HashedIds("too short", false))
        .hasMessage("the secret has 9 bytes, 16 are the least");
  }
}
