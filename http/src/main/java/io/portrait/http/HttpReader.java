package io.portrait.http;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.online.RedisAddress;
import io.portrait.yaml.InvalidFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The HTTP reader as a process of its own, beside a Redis of any place; {@code docs/http.md}. */
@Command(
    name = "portrait-http",
    description = "Serve profiles over HTTP until it is stopped.",
    mixinStandardHelpOptions = true)
public final class HttpReader implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;

  private final Map<String, String> environment;

  @Option(
      names = "--definitions",
      required = true,
      paramLabel = "F",
      description = "The definition file that the job runs.")
  @SuppressWarnings("NullAway.Init")
  private Path definitions;

  @Option(
      names = "--redis",
      required = true,
      paramLabel = "redis://HOST:PORT",
      description =
          "Where the profiles are; user and password stand in PORTRAIT_REDIS_USER and"
              + " PORTRAIT_REDIS_PASSWORD (or PORTRAIT_REDIS_PASSWORD_FILE).")
  @SuppressWarnings("NullAway.Init")
  private String redis;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private HttpOptions options;

  HttpReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Serves until SIGTERM or Ctrl-C. */
  public static void main(String[] arguments) {
    System.exit(line(System.getenv()).execute(arguments));
  }

  /** The command, with its errors in one line each. */
  static CommandLine line(Map<String, String> environment) {
    CommandLine line = new CommandLine(new HttpReader(environment));
    line.setUsageHelpAutoWidth(true);
    line.setParameterExceptionHandler(
        (wrong, given) -> {
          line.getErr().println("portrait-http: " + wrong.getMessage() + "; see --help");
          return WRONG_USE;
        });
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          line.getErr().println("portrait-http: " + failure.getMessage());
          return failure instanceof IllegalArgumentException
                  || failure instanceof InvalidFileException
              ? WRONG_USE
              : FAILED;
        });
    return line;
  }

  @Override
  public Integer call() throws InterruptedException {
    Definition definition = DefinitionFile.load(definitions);
    RedisAddress address = RedisAddress.withCredentials(redis, environment);
    ProfileServer server = ProfileServer.start(options.settings(definition, address, environment));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "portrait-http-stop"));
    System.out.println("Serving " + server.address() + ", profiles of " + address);
    new CountDownLatch(1).await(); // the signal ends the process, by the hook
    return 0;
  }
}
