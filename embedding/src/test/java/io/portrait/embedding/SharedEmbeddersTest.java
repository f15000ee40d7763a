package io.portrait.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.embedding.SharedEmbedders.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who shares an embedder, and when it is closed. */
class SharedEmbeddersTest {

  private static final EmbeddingSettings SETTINGS = EmbeddingSettings.DEFAULT;

  private final List<FakeModel> opened = new ArrayList<>();
  private final SharedEmbedders shared =
      new SharedEmbedders(
          (name, settings) -> {
            FakeModel model = new FakeModel();
            opened.add(model);
            return TextEmbedder.over(model, settings);
          });

  @Test
  void allWhoWantTheSameShareIt() {
    Lease first = shared.lease("m", SETTINGS);
    Lease second = shared.lease("m", SETTINGS);
    Lease other = shared.lease("n", SETTINGS);

    assertThat(second.embedder()).isNotNull().isSameAs(first.embedder());
    assertThat(other.embedder()).isNotSameAs(first.embedder());
    assertThat(opened).hasSize(2);
  }

  @Test
  void aJobThatStartsAgainFindsItWarm() {
    shared.lease("m", SETTINGS).close();
    Lease again = shared.lease("m", SETTINGS);
    assertThat(opened).hasSize(1);
    shared.closeIdle();
    assertThat(opened.get(0).isClosed()).isFalse();

    again.close();
    again.close();
    shared.closeIdle();
    assertThat(opened.get(0).isClosed()).isTrue();
    assertThat(shared.size()).isZero();
  }

  @Test
  void oneThatIsStillHadStaysOpen() {
    Lease first = shared.lease("m", SETTINGS);
    Lease second = shared.lease("m", SETTINGS);
    first.close();
    first.close();
    shared.closeIdle();

    assertThat(opened.get(0).isClosed()).isFalse();
    assertThat(Objects.requireNonNull(second.embedder()).dimensions()).isEqualTo(8);
  }

  @Test
  void oneThatCannotBeOpenedIsTriedAgainWhenEverybodyHasGivenItBack() {
    AtomicInteger tries = new AtomicInteger();
    SharedEmbedders broken =
        new SharedEmbedders(
            (name, settings) -> {
              tries.incrementAndGet();
              throw new UnsatisfiedLinkError("no such library");
            });
    Lease first = broken.lease("m", SETTINGS);
    Lease second = broken.lease("m", SETTINGS);
    assertThat(first.embedder()).isNull();
    assertThat(second.embedder()).isNull();
    assertThat(tries).hasValue(1);

    first.close();
    second.close();
    assertThat(broken.lease("m", SETTINGS).embedder()).isNull();
    assertThat(tries).hasValue(2);
  }

  @Test
  void fiftyStartsLeaveNoThreadBehind() {
    int before = workers();
    for (int start = 0; start < 50; start++) {
      Lease lease = shared.lease("m", SETTINGS);
      Objects.requireNonNull(lease.embedder());
      lease.close();
      shared.closeIdle();
    }
    assertThat(opened).hasSize(50).allMatch(FakeModel::isClosed);
    assertThat(workers()).isEqualTo(before);
  }

  private static int workers() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("portrait-embedding"))
            .count();
  }
}
