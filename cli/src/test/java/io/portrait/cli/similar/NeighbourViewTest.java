package io.portrait.cli.similar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NeighbourViewTest {

  @Test
  void everyLineFitsTheTerminalWhateverTheIds() {
    List<Neighbour> neighbours =
        List.of(
            new Neighbour("x".repeat(1_024), 0.5),
            new Neighbour("🎧", 0.25),
            new Neighbour("line\nbreak", -0.125));
    Map<String, String> words = Map.of("🎧", "last_search " + "shoes ".repeat(50));

    assertThat(NeighbourView.lines(neighbours, words, 60))
        .containsExactly(
            "  1  xxxxxxxxxxxxxxxxxxx…   0.500  ████",
            "  2  🎧                      0.250  ██        last_search sh…",
            "  3  line\\u000abreak       -0.125");
  }

  @Test
  void aWordMoreThanFitsIsCut() {
    assertThat(NeighbourView.cut("abc", 3)).isEqualTo("abc");
    assertThat(NeighbourView.cut("abcd", 3)).isEqualTo("ab…");
    assertThat(NeighbourView.cut("🎧🎧🎧🎧", 3)).isEqualTo("🎧🎧…");
  }

  @Test
  void aProgramGetsTheWholeIdAndEveryDigit() {
    assertThat(NeighbourView.json(1, new Neighbour("u \"2\"", 0.93)))
        .isEqualTo("{\"rank\":1,\"user_id\":\"u \\\"2\\\"\",\"cosine\":0.93}");
  }
}
