package io.portrait.erasure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MentionsTest {

  @Test
  void aShortIdCountsOnlyByItself() {
    Mentions mentions = new Mentions(Set.of("u-12"));
    assertThat(mentions.inText("broken u-12,".getBytes(UTF_8))).isTrue();
    assertThat(mentions.inText("u-12".getBytes(UTF_8))).isTrue();
    assertThat(mentions.inText("u-123, xu-12, u-12é u-12 ".getBytes(UTF_8))).isTrue();
    assertThat(mentions.inText("u-123, xu-12, u-12é".getBytes(UTF_8))).isFalse();
    assertThat(mentions.inBytes("u-12".getBytes(UTF_8))).isFalse();
    assertThat(mentions.tooShort()).isEqualTo(1);
  }

  @Test
  void aBoundIsTheIdCutOffAndMaybeOneHigher() {
    Mentions mentions = new Mentions(Set.of("customer-0000001234", "u-12"));
    assertThat(mentions.areBound("customer-0000001".getBytes(UTF_8))).isTrue();
    assertThat(mentions.areBound("customer-0000002".getBytes(UTF_8))).isTrue();
    assertThat(mentions.areBound("customer-0000003".getBytes(UTF_8))).isFalse();
    assertThat(mentions.areBound("customer-0000000".getBytes(UTF_8))).isFalse();
    assertThat(mentions.areBound("u-12".getBytes(UTF_8))).isTrue();
    assertThat(mentions.areBound("u-1".getBytes(UTF_8))).isFalse();
  }

  @Test
  void anIdIsFoundAcrossBlocksOfALongFile() throws IOException {
    byte[] id = "Zq-planted-7f3c9e51".getBytes(UTF_8);
    ByteSearch search = new ByteSearch(Set.of("Zq-planted-7f3c9e51"));
    byte[] file = new byte[3 << 20];
    new Random(1).nextBytes(file);
    assertThat(search.holds(new ByteArrayInputStream(file))).isFalse();
    for (int at : new int[] {0, (1 << 20) - 5, (2 << 20) - id.length, file.length - id.length}) {
      byte[] planted = file.clone();
      System.arraycopy(id, 0, planted, at, id.length);
      assertThat(search.holds(new ByteArrayInputStream(planted))).as("at " + at).isTrue();
    }
  }
}
