package io.portrait.cli;

import com.google.common.base.CharMatcher;
import io.portrait.cli.similar.EmbeddingSource;
import io.portrait.cli.similar.Neighbour;
import io.portrait.cli.similar.NeighbourView;
import io.portrait.cli.similar.Refresh;
import io.portrait.cli.similar.TasteIndex;
import io.portrait.cli.similar.TasteWords;
import io.portrait.cli.similar.TextVectors;
import io.portrait.cli.status.Numbers;
import io.portrait.cli.status.ProfileView;
import io.portrait.definition.Definition;
import io.portrait.online.OnlineStore;
import io.portrait.online.StoredProfile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code similar USER}, {@code similar --text "..."}: who has a taste like that. */
@Command(
    name = "similar",
    description = "Show whose taste is nearest to a user's, or to a text; up need not run.",
    mixinStandardHelpOptions = true)
final class SimilarCommand implements Callable<Integer> {

  private static final int USUAL_COLUMNS = 80;
  private static final int MOST = 1_000;

  private final Console console;
  private final TextVectors.Factory models;

  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init")
  private Like like;

  /** Whom or what the users found are like: one of both. */
  static final class Like {
    @Parameters(index = "0", paramLabel = "USER", description = "A user id.")
    @Nullable String user;

    @Option(
        names = "--text",
        paramLabel = "TEXT",
        description = "A text, read by the model that the embeddings come from.")
    @Nullable String text;
  }

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many users, 1 to 1000 (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private StoreOptions options;

  SimilarCommand(Console console, TextVectors.Factory models) {
    this.console = console;
    this.models = models;
  }

  /** What is compared, and how the answer begins. */
  private record Wanted(float[] vector, Optional<String> user, String headline) {}

  @Override
  public Integer call() {
    if (limit < 1 || limit > MOST) {
      throw Failure.wrongUse("--limit: 1 to " + Numbers.count(MOST) + ", not " + limit);
    }
    String text = like.text;
    if (text == null) {
      return options.read(
          store -> {
            String user = Objects.requireNonNull(like.user, "USER");
            return answer(store, ofUser(store, UserNames.of(options.definition(), user)));
          });
    }
    if (CharMatcher.whitespace().matchesAllOf(text)) {
      throw Failure.wrongUse("--text: an empty text is like nobody");
    }
    // Before anything is held that others wait for: a model may take seconds to load.
    Wanted wanted = ofText(options.definition(), text);
    return options.read(store -> answer(store, wanted));
  }

  private Wanted ofText(Definition definition, String text) {
    float[] vector =
        Progress.ifLong(
            console,
            () -> "reading the text",
            () -> {
              try (TextVectors model = models.open(definition)) {
                return model.vectorOf(text);
              }
            });
    return new Wanted(vector, Optional.empty(), '"' + ProfileView.printable(text) + '"');
  }

  private static Wanted ofUser(OnlineStore store, String user) {
    StoredProfile profile =
        store.get(user).orElseThrow(() -> Failure.because("no profile for '" + user + "'"));
    float[] embedding = profile.row().embedding();
    if (embedding == null) {
      throw Failure.because(
          "no embedding for '" + user + "': none of the user's events had a text to embed");
    }
    return new Wanted(
        embedding,
        Optional.of(user),
        (ProfileView.printable(user) + "  " + TasteWords.of(profile)).stripTrailing());
  }

  private int answer(OnlineStore store, Wanted wanted) {
    Optional<Path> directory = options.dataDirectory();
    if (directory.isPresent()) {
      return answer(store, wanted, directory.get().resolve(DataDirectory.SIMILAR));
    }
    // Without a data directory nothing says where an index of that Redis should stay.
    try (TemporaryFolder folder = TemporaryFolder.make("portrait-similar-")) {
      return answer(store, wanted, folder.path());
    }
  }

  private int answer(OnlineStore store, Wanted wanted, Path folder) {
    List<Neighbour> neighbours;
    int searched;
    String project = options.definition().project();
    try (TasteIndex index = TasteIndex.open(folder, project)) {
      Refresh refresh = new Refresh(EmbeddingSource.of(store));
      Progress.ifLong(
          console,
          refresh::words,
          () -> {
            index.refresh(refresh);
            return refresh;
          });
      int dimensions = wanted.vector().length;
      int comparable = index.comparable(dimensions);
      searched = Math.max(0, comparable - (wanted.user().isPresent() ? 1 : 0));
      warnOfOthers(index.users() - comparable, dimensions);
      neighbours = index.nearest(wanted.vector(), limit, wanted.user().orElse(null));
    }
    if (json) {
      for (int i = 0; i < neighbours.size(); i++) {
        console.out().println(NeighbourView.json(i + 1, neighbours.get(i)));
      }
    } else {
      print(store, wanted, neighbours, searched);
    }
    return Failure.DONE;
  }

  private void warnOfOthers(int others, int dimensions) {
    if (others > 0) {
      console.complain(
          Numbers.count(others)
              + (others == 1 ? " user is" : " users are")
              + " passed over: no embedding of "
              + dimensions
              + " dimensions");
    }
  }

  private void print(OnlineStore store, Wanted wanted, List<Neighbour> neighbours, int searched) {
    Map<String, String> words = new HashMap<>();
    List<String> users = neighbours.stream().map(Neighbour::userId).toList();
    for (Optional<StoredProfile> profile : store.getAll(users)) {
      profile.ifPresent(known -> words.put(known.row().userId(), TasteWords.of(known)));
    }
    int width = Integer.getInteger(Console.COLUMNS, USUAL_COLUMNS);
    console.out().println(NeighbourView.cut(wanted.headline(), width));
    console
        .out()
        .println(
            neighbours.isEmpty()
                ? "  nobody else has an embedding to compare with"
                : "  nearest by cosine, of "
                    + Numbers.count(searched)
                    + (wanted.user().isPresent() ? " other" : "")
                    + (searched == 1 ? " user" : " users"));
    NeighbourView.lines(neighbours, words, width).forEach(console.out()::println);
  }
}
