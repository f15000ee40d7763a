package io.portrait.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {

  @Property
  void readsWhatOthersEncode(@ForAll @StringLength(max = 50) String text) {
    String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    String encoded = URLEncoder.encode(valid, StandardCharsets.UTF_8).replace("+", "%20");

    assertThat(PercentEncoding.decode(encoded)).isEqualTo(valid);
    assertThat(PercentEncoding.decode(encoded.toLowerCase(java.util.Locale.ROOT)))
        .as("digits of either case")
        .isEqualToIgnoringCase(valid);
  }

  @Test
  void leavesAlonePlusSignsAndWhatNeedsNoEncoding() {
    assertThat(PercentEncoding.decode("a+b;c=d~é")).isEqualTo("a+b;c=d~é");
    assertThat(PercentEncoding.decode("%2525")).as("once").isEqualTo("%25");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%2", "%zz", "a%2", "%ff", "%c3", "%c0%af", "%ed%a0%80", "%+1"})
  void refusesWhatIsNone(String encoded) {
    assertThatThrownBy(() -> PercentEncoding.decode(encoded)).isInstanceOf(Problem.class);
  }
}
