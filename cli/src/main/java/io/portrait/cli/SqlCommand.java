package io.portrait.cli;

import io.portrait.cli.embedded.Machine;
import io.portrait.sql.run.Script;
import io.portrait.sql.run.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sql}: asks with Flink SQL, over history and over what is served. */
@Command(
    name = "sql",
    description = {
      "Ask with Flink SQL: of the tables feature_log, profiles, labels, models, segment_changes,"
          + " churn_alerts, rejected_events, of profiles_live (Redis) and of some views; up need"
          + " not run.",
      "Without -e, -f and --gateway the SQL client opens; Ctrl-D leaves it."
    },
    footerHeading = "%nTry:%n",
    footer = {
      "  portrait sql -e \"SELECT segment, COUNT(*) FROM profiles GROUP BY segment\"",
      "  portrait sql -f sql/scripts/01-segments.sql"
    },
    mixinStandardHelpOptions = true)
final class SqlCommand implements Callable<Integer> {

  private final Console console;

  @Option(
      names = {"-e", "--execute"},
      paramLabel = "QUERY",
      description = "Run statements, separated by semicolons, then end.")
  private List<String> queries = List.of();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description =
          "Run a script, then end. Several are run in order, in one session; before what -e says.")
  private List<Path> files = List.of();

  @Option(
      names = "--gateway",
      description = "Serve Flink's SQL gateway over REST, on this machine only, until Ctrl-C.")
  private boolean gateway;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of the gateway (default: 8083).")
  private @Nullable Integer port;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Tasks of each step (default: the cores of this machine, 2 to 4).")
  private int parallelism = Machine.parallelism();

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SqlPlaces places;

  SqlCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    check();
    List<Statement> statements = statements();
    return places.with(
        catalog -> {
          try (TemporaryFolder folder = TemporaryFolder.make("portrait-sql-");
              SqlRun run = SqlRun.start(folder.path(), parallelism, catalog)) {
            if (gateway) {
              return new SqlServer(console, run.engine()).serve(port == null ? 8083 : port);
            }
            return statements.isEmpty()
                ? SqlShell.open(run.engine())
                : new SqlScripts(console, run.engine()).execute(statements);
          }
        });
  }

  private void check() {
    if (gateway && !(queries.isEmpty() && files.isEmpty())) {
      throw Failure.wrongUse("--gateway serves; -e and -f run and end: one of them has to go");
    }
    if (port != null && (!gateway || port < 0 || port > 65_535)) {
      throw Failure.wrongUse(
          gateway ? "--port: 0 to 65535, not " + port : "--port is the gateway's: add --gateway");
    }
    if (parallelism < 1 || parallelism > 128) {
      throw Failure.wrongUse("--parallelism: 1 to 128, not " + parallelism);
    }
  }

  private List<Statement> statements() {
    List<Statement> statements = new ArrayList<>();
    for (Path file : files) {
      try {
        statements.addAll(Script.statements(Files.readString(file), file.toString()));
      } catch (IOException e) {
        throw Failure.because(
            Files.exists(file)
                ? file + " cannot be read: " + Failure.reason(e)
                : "no such file: " + file,
            e);
      }
    }
    queries.forEach(query -> statements.addAll(Script.statements(query, "")));
    if (statements.isEmpty() && !(queries.isEmpty() && files.isEmpty())) {
      throw Failure.because("no statement to run");
    }
    return statements;
  }
}
