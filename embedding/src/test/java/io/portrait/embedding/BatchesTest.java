package io.portrait.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.embedding.Batches.Tokenized;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** How texts are cut into batches. */
class BatchesTest {

  private final Random random = new Random();

  @RepeatedTest(50)
  void everyTextIsInOneBatchOfNoMoreThanItsMostTextsAndTokens() {
    List<Tokenized> texts =
        IntStream.range(0, random.nextInt(600))
            .mapToObj(i -> text(1 + random.nextInt(random.nextBoolean() ? 10 : 512)))
            .toList();
    int most = 1 + random.nextInt(300);

    List<List<Tokenized>> batches = Batches.of(texts, most, false);

    assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(texts);
    for (List<Tokenized> batch : batches) {
      int longest = batch.stream().mapToInt(text -> text.tokens().length).max().orElseThrow();
      assertThat(batch).hasSizeLessThanOrEqualTo(most);
      assertThat(longest * batch.size()).isLessThanOrEqualTo(Batches.MOST_TOKENS);
    }
  }

  @Test
  void textsOfOneLengthGoTogether() {
    List<List<Tokenized>> batches =
        Batches.of(List.of(text(9), text(2), text(9), text(3), text(2), text(10)), 2, false);

    assertThat(batches.stream().map(BatchesTest::lengths))
        .containsExactly(List.of(2, 2), List.of(3, 9), List.of(9, 10));
  }

  @Test
  void whereVectorsAreToBeReproducedABatchHasOneLength() {
    List<List<Tokenized>> batches =
        Batches.of(List.of(text(9), text(2), text(9), text(3), text(2), text(9)), 2, true);

    assertThat(batches.stream().map(BatchesTest::lengths))
        .containsExactly(List.of(2, 2), List.of(3), List.of(9, 9), List.of(9));
  }

  @Test
  void aTextLongerThanABatchMayBeIsABatch() {
    assertThat(Batches.of(List.of(text(Batches.MOST_TOKENS + 1)), 32, false)).hasSize(1);
  }

  private static List<Integer> lengths(List<Tokenized> batch) {
    return batch.stream().map(text -> text.tokens().length).toList();
  }

  private static Tokenized text(int tokens) {
    return new Tokenized(Request.of("some"), new long[tokens]);
  }
}
