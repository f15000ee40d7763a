package io.portrait.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * However a file is spoilt, it is loaded or refused with places that exist; nothing else is thrown.
 */
class DefinitionFuzzTest {

  private static final String[] SPLINTERS = {
    ":", "- ", "[", "]", "{", "}", ",", "\"", "'", "#", "\n", "  ", "&a ", "*a", "!x ", "|\n",
    ">\n", "null", "7", "true", "?", "%", "\t", "😀", "name", "count", "7d", "views", "<<: "
  };

  @Property(tries = 100)
  void aSpoiltFileIsLoadedOrRefused(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(DefinitionSchemaTest.resource("shop.yaml"));
    for (int i = random.nextInt(4); i >= 0; i--) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(8));
      text.replace(from, to, SPLINTERS[random.nextInt(SPLINTERS.length)]);
    }
    long lines = text.toString().lines().count();

    try {
      assertThat(DefinitionFile.parse(text.toString(), "f").features()).isNotEmpty();
    } catch (DefinitionException e) {
      assertThat(e.problems())
          .isNotEmpty()
          .allSatisfy(problem -> assertThat((long) problem.line()).isBetween(1L, lines + 1))
          .allSatisfy(problem -> assertThat(problem.column()).isPositive());
    }
  }
}
