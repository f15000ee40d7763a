package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.cli.similar.TextVectors;
import io.portrait.definition.Definition;
import io.portrait.definition.Online.Encoding;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.online.RowEncoder;
import io.portrait.online.RowOutcome;
import io.portrait.online.RowWrite;
import io.portrait.online.Rows;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.RowVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users who are alike, in the real Redis of a data directory. */
class SimilarIT {

  private final List<String> texts = new ArrayList<>();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path data;

  @BeforeEach
  void fourUsers() {
    inRedis(
        redis -> {
          write(redis, "runner", 1, "trail running shoes", 1, 0, 0);
          write(redis, "jogger", 1, "running socks", 0.96f, 0.28f, 0);
          write(redis, "cook", 1, "a cast iron pan", 0.28f, 0.96f, 0);
          write(redis, "grump", 1, "nothing", -1, 0, 0);
          write(redis, "silent", 1, "", (float[]) null);
        });
  }

  @Test
  void showsTheNearestUsersAndWhyTheyAreAlike() {
    Run run = similar("runner");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "runner  last_search trail running shoes · categories_30d shoes, Überzieher",
            "  nearest by cosine, of 3 other users",
            "  1  jogger   0.960  ███████▋  last_search running socks · categories_30d shoes…",
            "  2  cook     0.280  ██▎       last_search a cast iron pan · categories_30d sho…",
            "  3  grump   -1.000            last_search nothing · categories_30d shoes, Über…");
  }

  @Test
  void givesAsManyAsAskedForAsJson() {
    Run run = similar("runner", "--limit", "2", "--json");

    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .hasSize(2)
        .satisfies(
            lines -> {
              assertThat(lines.get(0))
                  .startsWith("{\"rank\":1,\"user_id\":\"jogger\",\"cosine\":0.95999999");
              assertThat(lines.get(1))
                  .startsWith("{\"rank\":2,\"user_id\":\"cook\",\"cosine\":0.28000000");
            });
  }

  @Test
  void findsUsersWhoseTasteIsNearAText() {
    Run run = similar("--text", "pots and\npans", "--limit", "1");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "\"pots and\\u000apans\"",
            "  nearest by cosine, of 4 users",
            "  1  cook   0.960  ███████▋  last_search a cast iron pan · categories_30d shoes…");
    assertThat(texts).containsExactly("pots and\npans", "closed");
  }

  @Test
  void saysWhoIsNotKnownAndWhoHasNoEmbedding() {
    Run unknown = similar("nobody at all");
    Run silent = similar("silent");

    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).isEqualTo("portrait: no profile for 'nobody at all'\n");
    assertThat(silent.code()).isEqualTo(1);
    assertThat(silent.err())
        .isEqualTo(
            "portrait: no embedding for 'silent': none of the user's events had a text to embed\n");
    assertThat(unknown.out() + silent.out()).isEmpty();
  }

  @Test
  void seesWhoCameChangedAndWent() {
    similar("runner");
    inRedis(
        redis -> {
          write(redis, "jogger", 2, "knitting wool", 0, 0, 1);
          write(redis, "sprinter", 1, "spikes", 0.8f, 0.6f, 0);
          forget(redis, "cook", 1);
        });

    Run run = similar("runner", "--json");

    assertThat(run.out().lines().map(line -> line.replaceAll(".*user_id\":\"|\".*", "")))
        .containsExactly("sprinter", "jogger", "grump");
  }

  @Test
  void warnsOfUsersOfAnotherModel() {
    inRedis(
        redis -> {
          write(redis, "modern", 1, "trail running shoes", 1, 0, 0, 0);
          write(redis, "modest", 1, "trail running shoes", 1, 0, 0, 0);
        });

    Run run = similar("modern");

    assertThat(run.code()).isZero();
    assertThat(run.err())
        .isEqualTo("portrait: 4 users are passed over: no embedding of 4 dimensions\n");
    assertThat(run.out().lines()).hasSize(3).anyMatch(line -> line.contains("modest   1.000"));
    assertThat(similar("runner", "--json").err())
        .isEqualTo("portrait: 2 users are passed over: no embedding of 3 dimensions\n");
  }

  @Test
  void aUserWithoutOthersIsToldSo() {
    inRedis(redis -> write(redis, "modern", 1, "trail running shoes", 1, 0, 0, 0));

    Run run = similar("modern");

    assertThat(run.code()).isZero();
    assertThat(run.out()).endsWith("  nobody else has an embedding to compare with\n");
    assertThat(similar("modern", "--json").out()).isEmpty();
  }

  @Test
  void twoCommandsAtOnceGiveTheSame() {
    List<CompletableFuture<Run>> commands =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> similar("runner")))
            .limit(3)
            .toList();

    List<String> answers = commands.stream().map(CompletableFuture::join).map(Run::out).toList();

    assertThat(answers).containsOnly(similar("runner").out());
  }

  @Test
  void asksAGivenRedisAndLeavesNothingBehind() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(data.resolve("redis"), 0)) {
      long before = temporaryFolders();

      Run run =
          Run.of(this::model, "similar", "runner", "--redis", redis.uri(), "--data-dir", "none");

      assertThat(run.err()).isEmpty();
      assertThat(run.out().lines()).hasSize(5);
      assertThat(temporaryFolders()).isEqualTo(before);
      assertThat(data.resolve("similar")).doesNotExist();
    }
  }

  @Test
  void asksTheProjectOfTheDefinitions() throws Exception {
    Path definitions =
        Files.writeString(
            data.resolve("other.yaml"),
            "project: other\nfeatures: [{name: views, aggregate: count, windows: [1h]}]\n");

    Run run = similar("runner", "--definitions", definitions.toString());

    assertThat(run.err()).isEqualTo("portrait: no profile for 'runner'\n");
  }

  private Run similar(String... arguments) {
    List<String> all = new ArrayList<>(List.of("similar", "--data-dir", data.toString()));
    all.addAll(List.of(arguments));
    return Run.of(this::model, all.toArray(String[]::new));
  }

  /** To it every text is about cooking. */
  private TextVectors model(Definition definition) {
    assertThat(definition.project()).isEqualTo("shop");
    return new TextVectors() {
      @Override
      public float[] vectorOf(String text) {
        texts.add(text);
        return new float[] {0, 5, 0};
      }

      @Override
      public void close() {
        texts.add("closed");
      }
    };
  }

  private void inRedis(Consumer<OnlineStore> work) {
    try (EmbeddedRedis redis = EmbeddedRedis.start(data.resolve("redis"), 0);
        OnlineStore store = OnlineStore.connect(new RedisAddress(redis.uri(), "", ""), "shop")) {
      store.putSchema(Rows.SCHEMA);
      work.accept(store);
    }
  }

  private static void write(
      OnlineStore store, String user, long events, String search, float @Nullable ... embedding) {
    ProfileRow row = Rows.row(user, new RowVersion(0, events, 0), embedding);
    row.values().set(2, search);
    send(store, encoder().write(row));
  }

  private static void forget(OnlineStore store, String user, long events) {
    send(store, encoder().delete(user, new RowVersion(0, events, 0)));
  }

  private static void send(OnlineStore store, RowWrite write) {
    assertThat(store.write(List.of(write))).containsExactly(RowOutcome.WRITTEN);
  }

  private static RowEncoder encoder() {
    return new RowEncoder("shop", Rows.SCHEMA, Encoding.PACKED, 3_600_000);
  }

  private static long temporaryFolders() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("portrait-similar-"))
          .count();
    }
  }
}
