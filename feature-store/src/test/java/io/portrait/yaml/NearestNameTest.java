package io.portrait.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {

  private static final List<String> NAMES = List.of("views_7d", "views_30d", "spend_7d", "of");

  @Test
  void findsTheNameWithFewestChanges() {
    assertThat(NearestName.of("veiws_7d", NAMES)).contains("views_7d");
    assertThat(NearestName.of("Views_30D", NAMES)).contains("views_30d");
    assertThat(NearestName.of("off", NAMES)).contains("of");
  }

  @Test
  void findsNothingFarAway() {
    assertThat(NearestName.of("purchases", NAMES)).isEmpty();
    assertThat(NearestName.hint("purchases", NAMES)).isEmpty();
    assertThat(NearestName.of("xy", NAMES)).isEmpty();
  }
}
