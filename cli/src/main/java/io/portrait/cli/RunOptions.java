package io.portrait.cli;

import io.portrait.definition.Definition;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which run a command asks about: where its data directory is, and by what its rows were made. */
final class RunOptions {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".portrait",
      description = "The data directory of up or replay (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  Path dataDirectory;

  @Option(
      names = "--definitions",
      paramLabel = "F",
      description = "Whose project is asked for (default: the data directory's latest run's).")
  private @Nullable Path definitions;

  /**
   * What the rows were computed by.
   *
   * @param elsewhere where they are instead of the data directory; null where they are there
   * @param option that says so
   * @throws Failure if there is no data directory, and nothing else is given
   * @throws io.portrait.definition.DefinitionException if the definitions are wrong
   */
  Definition definition(@Nullable String elsewhere, String option) {
    if (elsewhere == null && !Files.isDirectory(dataDirectory)) {
      throw Failure.because(
          "no data directory " + dataDirectory + ": start with portrait up, or give " + option);
    }
    Path kept = dataDirectory.resolve("definitions.yaml");
    boolean isKept = definitions == null && elsewhere == null && Files.exists(kept);
    return Definitions.of(isKept ? kept : definitions).definition();
  }
}
