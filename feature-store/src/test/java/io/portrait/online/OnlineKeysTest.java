package io.portrait.online;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnlineKeysTest {

  private final OnlineKeys keys = new OnlineKeys("shop");

  @Test
  void aPlainUserStandsInBraces() {
    assertThat(text(keys.profile("u-42"))).isEqualTo("shop:profile:{u-42}");
    assertThat(text(keys.embedding("u-42"))).isEqualTo("shop:embedding:{u-42}");
    assertThat(text(keys.schema("0123456789abcdef"))).isEqualTo("shop:schema:0123456789abcdef");
  }

  @Test
  void anErasedUserStandsAsAHash() {
    assertThat(text(keys.erased("defaab66a2f399edcbc8bc61221ecdf5")))
        .isEqualTo("shop:erased:{defaab66a2f399edcbc8bc61221ecdf5}");
    assertThat(text(keys.erasureSalt())).isEqualTo("shop:erasure-salt");
  }

  @Test
  void bracesPercentAndControlCharactersAreEncoded() {
    assertThat(text(keys.profile("{a}%\n\u007f"))).isEqualTo("shop:profile:{%7Ba%7D%25%0A%7F}");
  }

  @Test
  void everythingElseStaysAsItIs() {
    assertThat(text(keys.profile("Jörg 🎧 *[x]:/"))).isEqualTo("shop:profile:{Jörg 🎧 *[x]:/}");
  }

  @Provide
  Arbitrary<String> users() {
    return RowArbitraries.texts().filter(user -> !user.isEmpty());
  }

  @Property
  void aUserComesBackFromItsKey(@ForAll("users") String user) {
    assertThat(keys.userOf(keys.profile(user))).contains(user);
    assertThat(keys.userOfEmbedding(keys.embedding(user))).contains(user);
    assertThat(keys.userOfEmbedding(keys.profile(user))).isEmpty();
  }

  @Property
  void twoUsersNeverShareAKeyAndBracesNeverEndTheSlotEarly(
      @ForAll("users") String one, @ForAll("users") String other) {
    assertThat(text(keys.profile(one)).equals(text(keys.profile(other))))
        .isEqualTo(one.equals(other));
    assertThat(text(keys.profile(one)).indexOf('}'))
        .isEqualTo(text(keys.profile(one)).length() - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop:profile:{}",
        "shop:profile:{a",
        "shop:profile:{100%}",
        "shop:profile:{%zz}",
        "shop:profile:{%7b}",
        "shop:profile:{%41}",
        "shop:profile:{a}b}",
        "shop:embedding:{a}",
        "shoe:profile:{a}",
        "shop:profile:",
        ""
      })
  void aForeignKeyIsNobodys(String key) {
    assertThat(keys.userOf(key.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  private static String text(byte[] key) {
    return new String(key, StandardCharsets.UTF_8);
  }
}
