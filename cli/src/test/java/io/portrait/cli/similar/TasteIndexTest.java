package io.portrait.cli.similar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TasteIndexTest {

  private final Tastes tastes = new Tastes();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void amongThousandsAlmostNoNeighbourIsMissed() {
    Random random = new Random(42);
    tastes.cluster(5_000, 40, 64, random);
    int found = 0;
    try (TasteIndex index = TasteIndex.open(folder, "shop")) {
      index.refresh(new Refresh(tastes));
      for (int i = 0; i < 100; i++) {
        float[] vector =
            i % 2 == 0 ? Tastes.random(64, random) : tastes.vector("u-" + random.nextInt(5_000));
        List<Neighbour> exact = tastes.nearest(vector, 10, "nobody");
        found += (int) index.nearest(vector, 10, null).stream().filter(exact::contains).count();
      }
    }

    assertThat(found / 1_000.0).as("recall at 10").isGreaterThanOrEqualTo(0.95);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 10, 300, 500})
  void amongAFewHundredNoneIsMissed(int users) {
    Random random = new Random(users);
    tastes.cluster(users, 5, 16, random);
    try (TasteIndex index = TasteIndex.open(folder, "shop")) {
      index.refresh(new Refresh(tastes));

      float[] vector = Tastes.random(16, random);
      assertThat(index.nearest(vector, 10, null)).isEqualTo(tastes.nearest(vector, 10, "nobody"));
      assertThat(index.nearest(vector, 1_000, "u-1"))
          .isEqualTo(tastes.nearest(vector, 1_000, "u-1"));
      assertThat(index.comparable(16)).isEqualTo(users);
    }
  }

  @Test
  void usersOfOneDirectionAreInTheOrderOfTheirIds() {
    tastes.put("c", 1, 0.6f, 0.8f);
    tastes.put("a", 1, 0.6f, 0.8f);
    tastes.put("far", 1, -0.6f, -0.8f);
    tastes.put("b", 1, 0.6f, 0.8f);
    try (TasteIndex index = TasteIndex.open(folder, "shop")) {
      index.refresh(new Refresh(tastes));

      assertThat(index.nearest(new float[] {6, 8}, 10, "b"))
          .containsExactly(new Neighbour("a", 1), new Neighbour("c", 1), new Neighbour("far", -1));
    }
  }

  @Test
  void fetchesOnlyWhatIsNewOrChanged() {
    tastes.cluster(1_000, 10, 16, new Random(1));
    assertThat(refreshed().fetched()).isEqualTo(1_000);

    assertThat(refreshed().fetched()).isZero();

    tastes.put("u-7", 2, Tastes.random(16, new Random(2)));
    tastes.put("new", 1, Tastes.random(16, new Random(3)));
    tastes.remove("u-8");
    Refresh third = refreshed();
    assertThat(third.seen()).isEqualTo(1_000);
    assertThat(third.fetched()).isEqualTo(2);
    assertThat(third.removed()).isEqualTo(1);
    assertThat(third.words()).isEqualTo("reading embeddings: 1,000 users, 2 new or changed");

    assertThat(refreshed().fetched()).isZero();
    assertFindsAll();
  }

  @Test
  void findsTheSameAfterManySmallChanges() {
    Random random = new Random(5);
    tastes.cluster(300, 10, 16, random);
    for (int round = 2; round < 40; round++) {
      for (int i = 0; i < 20; i++) {
        tastes.put("u-" + random.nextInt(400), round, Tastes.random(16, random));
        tastes.remove("u-" + random.nextInt(400));
      }
      refreshed();
    }

    assertFindsAll();
  }

  @Test
  void aUserWhoGoesWhileAskedForIsOut() {
    tastes.cluster(200, 2, 16, new Random(1));
    tastes.goes = user -> user.equals("u-5");
    Refresh first = refreshed();
    assertThat(first.fetched()).isEqualTo(199);
    assertThat(first.removed()).isEqualTo(1);

    tastes.put("u-6", 2, tastes.vector("u-6"));
    tastes.goes = user -> user.equals("u-6");
    assertThat(refreshed().fetched()).as("u-5 is back").isEqualTo(1);

    tastes.remove("u-6");
    assertThat(refreshed().fetched()).isZero();
    assertFindsAll();
  }

  @Test
  void vectorsOfAnOldAndOfANewModelAreEachComparedWithTheirOwn() {
    tastes.put("old-1", 1, 0.6f, 0.8f);
    tastes.put("old-2", 1, 1, 0);
    tastes.put("new-1", 1, 0, 0.6f, 0.8f);
    tastes.put("zero", 1, 0, 0);
    tastes.put("broken", 1, Float.NaN, 1);
    tastes.put("empty", 1);
    tastes.put("long", 1, new float[1_025]);
    try (TasteIndex index = TasteIndex.open(folder, "shop")) {
      index.refresh(new Refresh(tastes));

      assertThat(index.users()).isEqualTo(7);
      assertThat(index.comparable(2)).isEqualTo(2);
      assertThat(index.comparable(3)).isEqualTo(1);
      assertThat(index.comparable(4)).isZero();
      assertThat(index.nearest(new float[] {1, 0}, 10, null))
          .extracting(Neighbour::userId)
          .containsExactly("old-2", "old-1");
      assertThat(index.nearest(new float[] {0, 0, 1}, 10, null))
          .extracting(Neighbour::userId)
          .containsExactly("new-1");
      assertThat(index.nearest(new float[] {1, 0, 0, 0}, 10, null)).isEmpty();
      assertThatThrownBy(() -> index.nearest(new float[2], 10, null))
          .isInstanceOf(Failure.class)
          .hasMessage("a vector of zeros is near to nobody");
      assertThatThrownBy(() -> index.nearest(new float[1_025], 10, null))
          .isInstanceOf(Failure.class)
          .hasMessage("embeddings of 1,025 dimensions cannot be searched, 1,024 are the most");
    }
    assertThat(refreshed().fetched()).as("what cannot be compared is not asked for again").isZero();
  }

  @Test
  void anotherProjectsIndexIsReplaced() {
    tastes.cluster(50, 2, 16, new Random(1));
    refreshed();

    try (TasteIndex index = TasteIndex.open(folder, "other")) {
      assertThat(index.users()).isZero();
    }
    assertThat(refreshed().fetched()).as("nothing was made to last").isZero();

    Refresh other = new Refresh(tastes);
    try (TasteIndex index = TasteIndex.open(folder, "other")) {
      index.refresh(other);
    }
    assertThat(other.fetched()).isEqualTo(50);
    assertThat(refreshed().fetched()).isEqualTo(50);
  }

  @Test
  void aDamagedIndexIsReplaced() throws Exception {
    tastes.cluster(50, 2, 16, new Random(1));
    refreshed();
    int files = files().size();
    assertThat(files).isPositive();
    for (int i = 0; i < files; i++) {
      for (String damage : List.of("", "nothing of Lucene's")) {
        Files.writeString(files().get(i), damage);

        assertThat(refreshed().fetched()).isEqualTo(50);
        assertFindsAll();

        clear();
        refreshed();
      }
    }
  }

  @Test
  void aRefreshThatFailsLeavesTheIndexAsItWas() {
    tastes.cluster(250, 2, 16, new Random(1));
    refreshed();
    tastes.put("u-1", 2, Tastes.random(16, new Random(9)));
    tastes.put("u-99", 2, Tastes.random(16, new Random(9)));
    tastes.fails = user -> user.equals("u-99");

    assertRefreshFails(new Refresh(tastes));

    tastes.fails = user -> false;
    assertThat(refreshed().fetched()).isEqualTo(2);
    assertFindsAll();
  }

  @Test
  void alongTheWayOfALongRefreshWhatWasDoneIsKept() {
    tastes.cluster(450, 2, 16, new Random(1));
    tastes.put("zzz", 1, Tastes.random(16, new Random(9)));
    tastes.fails = user -> user.equals("zzz");

    assertRefreshFails(new Refresh(tastes, 150));

    tastes.fails = user -> false;
    assertThat(refreshed().fetched()).as("after commits at 200 and 400").isEqualTo(51);
    assertFindsAll();
  }

  private void assertRefreshFails(Refresh refresh) {
    try (TasteIndex index = TasteIndex.open(folder, "shop")) {
      assertThatThrownBy(() -> index.refresh(refresh)).hasMessage("Redis is gone");
    }
  }

  @Test
  void belongsToOneAtATimeAndTheOtherWaits() throws Exception {
    tastes.cluster(100, 2, 16, new Random(1));
    CompletableFuture<Refresh> waiting;
    try (TasteIndex held = TasteIndex.open(folder, "shop")) {
      assertThatThrownBy(() -> TasteIndex.open(folder, "shop", Duration.ofMillis(100)))
          .isInstanceOf(Failure.class)
          .hasMessage(
              folder + " is being brought up to date by another portrait: try again in a moment");
      waiting = CompletableFuture.supplyAsync(this::refreshed);
      held.refresh(new Refresh(tastes));
    }

    assertThat(waiting.get().fetched()).as("the other one had done it").isZero();
  }

  @Test
  void manyAtOnceDoNotBreakEachOther() {
    tastes.cluster(400, 4, 16, new Random(1));

    List<CompletableFuture<Void>> commands =
        Stream.generate(
                () ->
                    CompletableFuture.runAsync(
                        () -> {
                          refreshed();
                          String user = "u-" + ThreadLocalRandom.current().nextInt(400);
                          assertFinds(user);
                        }))
            .limit(8)
            .toList();

    commands.forEach(CompletableFuture::join);
  }

  @Test
  void saysWhichFolderCannotBeUsed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> TasteIndex.open(file, "shop"))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith(file + " cannot be used: ");
  }

  @Test
  void luceneSaysNothingOnTheConsole() {
    TasteIndex.open(folder, "shop").close();

    assertThat(Logger.getLogger("org.apache.lucene.store.MMapDirectory").isLoggable(Level.WARNING))
        .isFalse();
  }

  private Refresh refreshed() {
    Refresh refresh = new Refresh(tastes);
    try (TasteIndex index = TasteIndex.open(folder, "shop")) {
      index.refresh(refresh);
    }
    return refresh;
  }

  private void assertFindsAll() {
    for (int user = 10; user < 20; user++) {
      float[] vector = Tastes.random(16, new Random(user));
      try (TasteIndex index = TasteIndex.open(folder, "shop")) {
        assertThat(index.nearest(vector, 20, null)).isEqualTo(tastes.nearest(vector, 20, "nobody"));
      }
    }
  }

  private void assertFinds(String user) {
    try (TasteIndex index = TasteIndex.open(folder, "shop")) {
      assertThat(index.nearest(tastes.vector(user), 1, null))
          .extracting(Neighbour::userId)
          .containsExactly(user);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.endsWith("write.lock")).sorted().toList();
    }
  }

  private void clear() throws IOException {
    for (Path file : files()) {
      Files.delete(file);
    }
  }
}
