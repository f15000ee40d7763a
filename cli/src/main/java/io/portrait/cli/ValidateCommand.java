package io.portrait.cli;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.profile.ProfileSchema;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code validate F}: every problem of a definition file at once. */
@Command(
    name = "validate",
    description = "Check a definition file: every problem at once, with its place.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "F", description = "The definition file.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  ValidateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Definition definition = DefinitionFile.load(file);
    Models.check(definition);
    console
        .out()
        .printf(
            "%s: ok, %d features, %d columns%n",
            file, definition.features().size(), ProfileSchema.of(definition).columns().size());
    return Failure.DONE;
  }
}
