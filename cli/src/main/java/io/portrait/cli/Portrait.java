package io.portrait.cli;

import io.portrait.cli.similar.TextVectors;
import io.portrait.online.OnlineStoreException;
import io.portrait.sql.run.SqlException;
import io.portrait.yaml.InvalidFileException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code portrait}: live user profiles on one machine. */
@Command(
    name = "portrait",
    description = "Live user profiles on Apache Flink, all on this machine.",
    mixinStandardHelpOptions = true,
    versionProvider = Portrait.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {" 0:done", " 1:something went wrong", " 2:wrong use or wrong definitions"},
    footerHeading = "%nStart with:%n",
    footer = {"  portrait up              then, in another window,  portrait get u-1"},
    subcommands = HelpCommand.class)
public final class Portrait implements Runnable {

  private final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean verbose;

  private Portrait(Console console) {
    this.console = console;
  }

  /** Runs a command and ends with its exit code. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    int code = run(List.of(arguments), new Console(out, err, Boolean.getBoolean(Console.TERMINAL)));
    out.flush();
    System.exit(code);
  }

  /**
   * Runs a command inside another program.
   *
   * @return its exit code
   */
  public static int run(PrintStream out, PrintStream err, String... arguments) {
    return run(List.of(arguments), new Console(out, err, false));
  }

  /** Runs a command. */
  static int run(List<String> arguments, Console console) {
    return run(arguments, console, Models::open);
  }

  /** Runs a command, with models for those that read texts. */
  static int run(List<String> arguments, Console console, TextVectors.Factory models) {
    Portrait portrait = new Portrait(console);
    CommandLine line = new CommandLine(portrait);
    line.addSubcommand(new UpCommand(console));
    line.addSubcommand(new ReplayCommand(console));
    line.addSubcommand(new BootstrapCommand(console));
    line.addSubcommand(new GetCommand(console));
    line.addSubcommand(new ServeCommand(console));
    line.addSubcommand(new SimilarCommand(console, models));
    line.addSubcommand(new ExplainCommand(console));
    line.addSubcommand(
        new CommandLine(new StateCommand())
            .addSubcommand(new StateCommand.Show(console))
            .addSubcommand(new StateCommand.Stats(console)));
    line.addSubcommand(new AuditCommand(console, models));
    line.addSubcommand(new SegmentsCommand(console));
    line.addSubcommand(
        new CommandLine(new ModelsCommand(console))
            .addSubcommand(new ModelsCommand.Export(console))
            .addSubcommand(new ModelsCommand.Import(console)));
    line.addSubcommand(new TrainingSetCommand(console));
    line.addSubcommand(new AudienceCommand(console));
    line.addSubcommand(new EraseCommand(console));
    line.addSubcommand(new MaintainCommand(console));
    line.addSubcommand(new FallBackCommand(console));
    line.addSubcommand(new SqlCommand(console));
    line.addSubcommand(new ValidateCommand(console));
    line.setUsageHelpAutoWidth(true);
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler((wrong, given) -> portrait.refuse(wrong));
    line.setExecutionExceptionHandler((failure, command, parsed) -> portrait.explain(failure));
    int code = line.execute(arguments.toArray(String[]::new));
    console.out().flush();
    return code;
  }

  /** Without a command. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  private int refuse(ParameterException wrong) {
    String message = Failure.oneLine(wrong.getMessage());
    CommandLine command = wrong.getCommandLine();
    List<String> near =
        wrong instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    console.complain(
        message
            + (near.isEmpty() ? "" : " (did you mean " + near.get(0) + "?)")
            + "; see "
            + command.getCommandSpec().qualifiedName()
            + " --help");
    return Failure.WRONG_USE;
  }

  private int explain(Exception failure) {
    int code = Failure.FAILED;
    if (failure instanceof InvalidFileException wrong) {
      // A line a problem, each with its own place: as compilers do, so that editors can jump.
      String.valueOf(wrong.getMessage()).lines().forEach(console.err()::println);
      code = Failure.WRONG_USE;
    } else if (failure instanceof Failure known) {
      console.complain(Failure.oneLine(known.getMessage()));
      code = known.exitCode();
    } else if (failure instanceof OnlineStoreException || failure instanceof SqlException) {
      console.complain(Failure.oneLine(failure.getMessage()));
    } else {
      console.complain(
          Failure.reason(failure)
              + " ("
              + failure.getClass().getSimpleName()
              + "; --verbose shows more)");
    }
    if (verbose) {
      failure.printStackTrace(console.err());
    }
    return code;
  }

  /** The version that was built. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {words()};
    }

    /** {@code portrait 1.2.3}. */
    static String words() {
      @Nullable String version = Portrait.class.getPackage().getImplementationVersion();
      return "portrait " + (version == null ? "(unpackaged)" : version);
    }
  }
}
