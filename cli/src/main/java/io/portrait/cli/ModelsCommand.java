package io.portrait.cli;

import io.portrait.cli.models.ChurnPicture;
import io.portrait.cli.models.ModelJson;
import io.portrait.cli.models.ModelView;
import io.portrait.cli.picture.Picture;
import io.portrait.definition.Churn;
import io.portrait.definition.Segments;
import io.portrait.learning.SegmentParameters;
import io.portrait.offline.ModelRow;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models [NAME]}: how good what was learned is; {@code export} and {@code import}. */
@Command(
    name = "models",
    description =
        "Show how good the models are, each tested on labels before it learned from them; up need"
            + " not run.",
    mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "churn or segments (default: both).")
  private @Nullable String name;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Option(
      names = "--picture",
      paramLabel = "FILE.png|.svg",
      description = "Draw the reliability curve of churn, and its AUC over time.")
  private @Nullable Path picture;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private WarehouseOptions options;

  ModelsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (picture != null && !Picture.canBe(picture)) {
      throw Failure.wrongUse("--picture: a file that ends in .png or .svg, not " + picture);
    }
    if (picture != null && name != null && !name.equals(Churn.NAME)) {
      throw Failure.wrongUse("--picture: there is one of " + Churn.NAME + " only");
    }
    LearnedModels models = LearnedModels.in(options);
    List<String> names = name == null ? models.names() : List.of(name);
    for (int i = 0; i < names.size(); i++) {
      ModelRow newest = models.newest(names.get(i));
      if (json) {
        console.out().println(ModelJson.line(newest));
      } else {
        if (i > 0) {
          console.out().println();
        }
        ModelView.lines(newest).forEach(console.out()::println);
      }
    }
    if (picture != null) {
      draw(models.history(Churn.NAME), picture);
    }
    return Failure.DONE;
  }

  private void draw(List<ModelRow> history, Path file) {
    try {
      new ChurnPicture(history).write(file);
    } catch (IOException e) {
      throw Failure.because(file + " cannot be written: " + Failure.reason(e), e);
    }
    console.err().println("drawn to " + file);
  }

  /** {@code models export NAME --out FILE}. */
  @Command(
      name = "export",
      description = "Write the newest model as JSON, to look at or to start another job from.",
      mixinStandardHelpOptions = true)
  static final class Export implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "NAME", description = "churn or segments.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private WarehouseOptions options;

    Export(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      ModelRow newest = LearnedModels.in(options).newest(name);
      String model = model(newest);
      try {
        Files.writeString(out, model + "\n");
      } catch (IOException e) {
        throw Failure.because(out + " cannot be written: " + Failure.reason(e), e);
      }
      console.err().println(name + " version " + newest.version() + " written to " + out);
      return Failure.DONE;
    }
  }

  private static String model(ModelRow row) {
    String model = row.parameters().isEmpty() ? null : row.parameters();
    if (model != null && row.name().equals(Segments.NAME)) {
      model = SegmentParameters.fromJson(model).model();
    }
    if (model == null) {
      throw Failure.because("no model yet: " + row.name() + " has learned nothing by now");
    }
    return model;
  }

  /** {@code models import FILE}. */
  @Command(
      name = "import",
      description =
          "Check a model that export wrote, or that was trained elsewhere, and keep it: the next"
              + " start of the job begins with it.",
      mixinStandardHelpOptions = true)
  static final class Import implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "FILE", description = "The model, JSON.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private WarehouseOptions options;

    Import(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      String model = read();
      ImportedModels imported = new ImportedModels(options.dataDirectory(), options.definition());
      ImportedModels.Checked checked;
      try {
        checked = imported.check(model);
      } catch (IllegalArgumentException e) {
        throw Failure.wrongUse(file + ": " + Failure.oneLine(e.getMessage()));
      }
      if (!checked.unknown().isEmpty()) {
        console.complain(
            "columns that section "
                + checked.name()
                + " does not name are left out: "
                + String.join(", ", checked.unknown()));
      }
      Path kept = imported.keep(checked, model);
      console
          .out()
          .println(
              checked.name()
                  + " version "
                  + checked.version()
                  + " kept as "
                  + kept
                  + ": the next start of the job begins with it");
      return Failure.DONE;
    }

    private String read() {
      try {
        return Files.readString(file);
      } catch (NoSuchFileException e) {
        throw Failure.because("no such file: " + file, e);
      } catch (CharacterCodingException e) {
        throw Failure.wrongUse(file + ": not UTF-8");
      } catch (IOException e) {
        throw Failure.because(file + " cannot be read: " + Failure.reason(e), e);
      }
    }
  }
}
