package io.portrait.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.portrait.embedding.model.EncodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batching, remembering and failing, with a model that does as it is told. */
@Timeout(60)
class TextEmbedderTest {

  private final FakeModel model = new FakeModel();

  @Test
  void manyThreadsGetTheVectorOfEachText() throws Exception {
    try (TextEmbedder embedder = embedder(settings -> settings)) {
      List<Thread> threads = new ArrayList<>();
      AtomicInteger right = new AtomicInteger();
      for (int t = 0; t < 8; t++) {
        int seed = t;
        threads.add(
            new Thread(
                () -> {
                  Random random = new Random(seed);
                  for (int i = 0; i < 2_000; i++) {
                    String text = "text " + random.nextInt(300) + "x".repeat(random.nextInt(3));
                    float[] vector = embed(embedder, text).join();
                    if (Arrays.equals(vector, FakeModel.vectorOf(text))) {
                      right.incrementAndGet();
                    }
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(right).hasValue(16_000);
      assertThat(embedder.metrics().encodedTexts()).isLessThanOrEqualTo(900);
      assertThat(embedder.metrics().cacheHits() + embedder.metrics().encodedTexts())
          .isEqualTo(16_000);
    }
    assertThat(model.isClosed()).isTrue();
  }

  @Test
  void aTextOnItsWayIsNotEmbeddedTwice() {
    try (TextEmbedder embedder = embedder(settings -> settings)) {
      model.hang();
      CompletableFuture<float[]> first = embed(embedder, "same");
      CompletableFuture<float[]> second = embed(embedder, "same");
      assertThat(embedder.remembered("same")).isNull();
      model.answer();

      assertThat(second.join()).isSameAs(first.join());
      assertThat(embedder.remembered("same")).isSameAs(first.join());
      assertThat(embedder.metrics().encodedTexts()).isEqualTo(1);
    }
  }

  @Test
  void whatWaitsIsEncodedInBatchesByLength() {
    try (TextEmbedder embedder = embedder(settings -> with(settings, 1, 16, 4_096, 60_000))) {
      model.hang();
      List<CompletableFuture<float[]>> vectors = new ArrayList<>();
      vectors.add(embed(embedder, "the first, alone"));
      await().until(() -> embedder.metrics().queueLength() == 0);
      for (int i = 0; i < 64; i++) {
        vectors.add(embed(embedder, "x".repeat(1 + i % 4) + (char) ('a' + i / 4)));
      }
      model.answer();
      vectors.forEach(CompletableFuture::join);

      assertThat(model.batches).containsExactly(1, 16, 16, 16, 16);
    }
  }

  @Test
  void aTextThatCannotBeEncodedCostsNoOther() {
    try (TextEmbedder embedder = embedder(settings -> settings)) {
      model.hang();
      List<CompletableFuture<float[]>> vectors = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        vectors.add(embed(embedder, (i == 17 ? FakeModel.POISON : "text ") + i));
      }
      model.answer();
      for (int i = 0; i < 40; i++) {
        CompletableFuture<float[]> vector = vectors.get(i);
        if (i == 17) {
          assertThatThrownBy(vector::join).hasCauseInstanceOf(EncodingException.class);
        } else {
          assertThat(vector.join()).isEqualTo(FakeModel.vectorOf("text " + i));
        }
      }
      assertThat(embedder.metrics().failedTexts()).isEqualTo(1);
      assertThat(embedder.remembered(FakeModel.POISON + 17)).isNull();
    }
  }

  @Test
  void aDeviceWithoutMemoryGetsSmallerBatchesFromThenOn() {
    try (TextEmbedder embedder = embedder(settings -> with(settings, 1, 32, 4_096, 60_000))) {
      model.setMemory(10);
      model.hang();
      List<CompletableFuture<float[]>> vectors = new ArrayList<>();
      vectors.add(embed(embedder, "the first, alone"));
      await().until(() -> embedder.metrics().queueLength() == 0);
      for (int i = 0; i < 64; i++) {
        vectors.add(embed(embedder, "text " + (char) ('A' + i)));
      }
      model.answer();
      vectors.forEach(CompletableFuture::join);

      assertThat(model.batches).containsExactly(1, 8, 8, 8, 8, 8, 8, 8, 8);
      assertThat(embedder.metrics().failedTexts()).isZero();
    }
  }

  @Test
  void whoeverBringsMoreThanTheQueueHoldsWaits() throws Exception {
    try (TextEmbedder embedder = embedder(settings -> with(settings, 1, 1, 2, 60_000))) {
      model.hang();
      AtomicInteger brought = new AtomicInteger();
      List<CompletableFuture<float[]>> vectors = new ArrayList<>();
      Thread producer =
          new Thread(
              () -> {
                for (int i = 0; i < 10; i++) {
                  vectors.add(embed(embedder, "text " + i));
                  brought.incrementAndGet();
                }
              });
      producer.start();
      // One to three in work, two in the queue.
      await().untilAsserted(() -> assertThat(brought).hasValueGreaterThanOrEqualTo(3));
      TimeUnit.MILLISECONDS.sleep(200);
      assertThat(brought).hasValueLessThanOrEqualTo(5);
      model.answer();
      producer.join();
      assertThat(brought).hasValue(10);
      vectors.forEach(CompletableFuture::join);
    }
  }

  @Test
  void aDeviceThatDoesNotAnswerIsNotWaitedForAndMayComeBack() {
    try (TextEmbedder embedder = embedder(settings -> with(settings, 1, 1, 2, 50))) {
      model.hang();
      CompletableFuture<float[]> stuck = embed(embedder, "stuck");
      await().until(() -> embedder.metrics().queueLength() == 0);
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> embed(embedder, "another").join())
                      .hasCauseInstanceOf(TimeoutException.class));
      model.answer();

      assertThat(stuck.join()).isEqualTo(FakeModel.vectorOf("stuck"));
      await().untilAsserted(() -> assertThat(embed(embedder, "again").join()).isNotNull());
    }
  }

  @Test
  void withoutACacheEveryTextIsEmbeddedAnew() {
    EmbeddingSettings standard = EmbeddingSettings.DEFAULT;
    EmbeddingSettings forgetful =
        new EmbeddingSettings("cpu", "float", 1, 1, Duration.ZERO, 16, 0, standard.timeout());
    try (TextEmbedder embedder = TextEmbedder.over(model, forgetful)) {
      for (int i = 0; i < 10; i++) {
        assertThat(embed(embedder, "same").join()).isEqualTo(FakeModel.vectorOf("same"));
        await().until(() -> embedder.remembered("same") == null);
      }
      assertThat(embedder.metrics().encodedTexts()).isEqualTo(10);
      assertThat(embedder.metrics().cacheBytes()).isZero();
    }
  }

  @Test
  void theCacheHoldsNoMoreThanItMay() {
    EmbeddingSettings small =
        new EmbeddingSettings(
            "cpu", "float", 1, 32, Duration.ZERO, 4_096, 10_000, Duration.ofMinutes(1));
    try (TextEmbedder embedder = TextEmbedder.over(model, small)) {
      for (int i = 0; i < 5_000; i++) {
        embed(embedder, "text " + i).join();
      }
      assertThat(embedder.metrics().cacheBytes()).isBetween(5_000L, 10_000L);
    }
  }

  @Test
  void ofAVeryLongTextTheBeginningCounts() {
    String text = "ab".repeat(TextEmbedder.MOST_CHARACTERS);
    String pairs = "x" + "😀".repeat(TextEmbedder.MOST_CHARACTERS);
    try (TextEmbedder embedder = embedder(settings -> settings)) {
      assertThat(embed(embedder, text).join())
          .isEqualTo(FakeModel.vectorOf(text.substring(0, TextEmbedder.MOST_CHARACTERS)));
      assertThat(embed(embedder, pairs).join())
          .isEqualTo(FakeModel.vectorOf(pairs.substring(0, TextEmbedder.MOST_CHARACTERS - 1)));
    }
  }

  @Test
  void whatWaitsWhenItIsClosedFails() {
    TextEmbedder embedder = embedder(settings -> with(settings, 1, 1, 16, 60_000));
    model.hang();
    CompletableFuture<float[]> inWork = embed(embedder, "in work");
    await().until(() -> embedder.metrics().queueLength() == 0);
    CompletableFuture<float[]> waiting = embed(embedder, "waiting");
    Thread closing = new Thread(embedder::close);
    closing.start();
    // It waits for the worker, which waits for the model: what waits now comes too late.
    await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    model.answer();

    assertThat(inWork.join()).isEqualTo(FakeModel.vectorOf("in work"));
    assertThatThrownBy(waiting::join).hasCauseInstanceOf(IllegalStateException.class);
    await().until(model::isClosed);
    assertThatThrownBy(() -> embed(embedder, "late")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void metricsTellOfTheLastInterval() {
    try (TextEmbedder embedder = embedder(settings -> settings)) {
      for (int i = 0; i < 100; i++) {
        embed(embedder, "text " + i).join();
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                EmbeddingMetrics.Interval interval = embedder.metrics().interval();
                assertThat(interval.textsPerSecond()).isPositive();
                assertThat(interval.batchSize()).isGreaterThanOrEqualTo(1);
                assertThat(interval.fill()).isBetween(0.5, 1.0);
                assertThat(interval.p99Millis()).isGreaterThanOrEqualTo(interval.p50Millis());
              });
      assertThat(embedder.metrics().batches()).isEqualTo(100);
    }
  }

  private TextEmbedder embedder(UnaryOperator<EmbeddingSettings> change) {
    return TextEmbedder.over(model, change.apply(EmbeddingSettings.DEFAULT));
  }

  private static EmbeddingSettings with(
      EmbeddingSettings settings, int workers, int batch, int queue, long timeoutMillis) {
    return new EmbeddingSettings(
        settings.device(),
        settings.precision(),
        workers,
        batch,
        settings.linger(),
        queue,
        settings.cacheBytes(),
        Duration.ofMillis(timeoutMillis));
  }

  private static CompletableFuture<float[]> embed(TextEmbedder embedder, String text) {
    try {
      return embedder.embed(text);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
