package io.portrait.cli;

import io.portrait.aggregate.StateFormatException;
import io.portrait.cli.explain.Answer;
import io.portrait.cli.explain.AnswerJson;
import io.portrait.cli.explain.AnswerView;
import io.portrait.cli.explain.Meaning;
import io.portrait.definition.Definition;
import io.portrait.job.window.SavedUsers.SavedUser;
import io.portrait.yaml.NearestName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code explain USER COLUMN}: what one value is made of. */
@Command(
    name = "explain",
    description =
        "Show what one value of a user is made of, from the job's newest savepoint or checkpoint;"
            + " up may run or not.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

  private static final int USUAL_COLUMNS = 80;

  private final Console console;

  @Parameters(index = "0", paramLabel = "USER", description = "A user id.")
  @SuppressWarnings("NullAway.Init")
  private String user;

  @Parameters(
      index = "1",
      paramLabel = "COLUMN",
      description = "A column, such as views_7d, or a tag.")
  @SuppressWarnings("NullAway.Init")
  private String column;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".portrait",
      description = "The data directory of up (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private Path dataDirectory;

  @Option(
      names = "--savepoint",
      paramLabel = "DIR|URL",
      description = "A savepoint or checkpoint to read instead, of any cluster.")
  private @Nullable String savepoint;

  @Option(
      names = "--definitions",
      paramLabel = "F",
      description =
          "What was computed (default: the data directory's latest run's, else those of a shop).")
  private @Nullable Path definitions;

  @Option(names = "--all", description = "Every tile on a line of its own.")
  private boolean all;

  @Option(names = "--json", description = "One JSON object with everything.")
  private boolean json;

  ExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (savepoint == null && !Files.isDirectory(dataDirectory)) {
      throw Failure.because(
          "no data directory " + dataDirectory + ": start with portrait up, or give --savepoint");
    }
    Definition definition = definitions();
    user = UserNames.of(definition, user);
    if (Meaning.of(definition, column).isEmpty()) {
      throw Failure.wrongUse(
          "no column or tag '"
              + column
              + "'"
              + NearestName.hint(column, Meaning.names(definition)));
    }
    SavedStates.Found<Optional<SavedUser>> found = look();
    SavedUser saved =
        found
            .what()
            .orElseThrow(
                () -> Failure.because("no user '" + user + "' in " + found.source().place()));
    Answer answer = answer(definition, saved, found.source().place());
    if (json) {
      console.out().println(AnswerJson.line(answer, found.source()));
    } else {
      int width = Integer.getInteger(Console.COLUMNS, USUAL_COLUMNS);
      AnswerView.lines(answer, found.source(), Instant.now(), width, all)
          .forEach(console.out()::println);
    }
    return Failure.DONE;
  }

  private Definition definitions() {
    Path kept = dataDirectory.resolve("definitions.yaml");
    Path file = definitions == null && Files.exists(kept) ? kept : definitions;
    return Definitions.of(file).definition();
  }

  private SavedStates.Found<Optional<SavedUser>> look() {
    long start = System.nanoTime();
    return Progress.ifLong(
        console,
        () -> "reading the saved state, " + (System.nanoTime() - start) / 1_000_000_000 + " s",
        () ->
            SavedStates.look(
                savepoint, dataDirectory, (saved, scratch) -> saved.find(user, scratch)));
  }

  private Answer answer(Definition definition, SavedUser saved, String place) {
    try {
      return Answer.of(definition, user, saved, column);
    } catch (StateFormatException e) {
      throw Failure.because(place + ": the user's state cannot be read: " + Failure.reason(e), e);
    }
  }
}
