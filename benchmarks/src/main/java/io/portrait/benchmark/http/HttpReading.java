package io.portrait.benchmark.http;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.portrait.benchmark.MarkdownTable;
import io.portrait.benchmark.Profiles;
import io.portrait.benchmark.ResultsFile;
import io.portrait.cli.Failure;
import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.client.PreparedView;
import io.portrait.client.Profile;
import io.portrait.client.ProfileClient;
import io.portrait.online.RedisAddress;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code http}: one profile over HTTP, beside the Java client. */
@Command(
    name = "http",
    description = "Measure how long a profile takes over HTTP, beside the Java client.")
public final class HttpReading implements Callable<Integer> {

  private static final int THREADS = 32;
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final String CLIENT = "Java client";
  private static final String HTTP = "HTTP";
  private static final String NO_LOOK_UP = "HTTP without look-up (/health/live)";
  private static final String CLOCK = "the timetable alone";

  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Requests a second (default: ${DEFAULT-VALUE}).")
  private int rate = 1_000;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long each way is measured in a round (default: ${DEFAULT-VALUE}).")
  private int seconds = 10;

  @Option(
      names = "--users",
      paramLabel = "N",
      description = "Whose profiles there are (default: ${DEFAULT-VALUE}).")
  private int users = 100_000;

  @Option(
      names = "--features",
      paramLabel = "N",
      description = "How many columns are asked for (default: ${DEFAULT-VALUE}).")
  private int features = 20;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often; medians are shown (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(names = "--write", description = "Add the figures to RESULTS.md.")
  private boolean write;

  /** A benchmark that shows figures on {@code out}, progress on {@code err}. */
  public HttpReading(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Figures of one way in one round: microseconds, and requests a second. */
  private record Round(OpenLoop.Times times, double most) {}

  @Override
  public Integer call() throws IOException {
    if (rate < 1 || seconds < 1 || users < 1 || features < 1 || rounds < 1) {
      throw Failure.wrongUse("--rate, --seconds, --users, --features, --rounds: at least 1");
    }
    String circumstances = ResultsFile.circumstances();
    Path target = ResultsFile.folder().resolve("target");
    Path folder = Files.createTempDirectory(Files.createDirectories(target), "http-");
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder.toAbsolutePath(), 0)) {
      String figures = measure(folder, redis.uri());
      out.println(circumstances + "\n\n" + figures);
      if (write) {
        String heading =
            "HTTP: %,d requests/s, %d columns of %,d users; %d rounds of %d s"
                .formatted(rate, features, users, rounds, seconds);
        err.println("written to " + ResultsFile.append(heading, circumstances, figures));
      }
    } finally {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return Failure.DONE;
  }

  private String measure(Path folder, String redis) throws IOException {
    RedisAddress address = new RedisAddress(redis, "", "");
    Profiles profiles = Profiles.write(address, users);
    Path definitions = Files.writeString(folder.resolve("shop.yaml"), profiles.text());
    List<String> columns = profiles.columns(features);
    err.println(users + " profiles written");
    try (ReaderProcess reader = ReaderProcess.start(folder, definitions, redis);
        ProfileClient client =
            ProfileClient.builder(profiles.definition().project())
                .redis(address)
                .definition(profiles.definition())
                .connections(8)
                .build()) {
      Map<String, Way.Maker> ways = ways(client, reader.address(), columns);
      OpenLoop loop = new OpenLoop(THREADS);
      ways.values().forEach(way -> loop.run(way, rate, seconds)); // warms up, and does not count
      Map<String, List<Round>> figures = new LinkedHashMap<>();
      for (int round = 1; round <= rounds; round++) {
        for (Map.Entry<String, Way.Maker> way : ways.entrySet()) {
          Round measured =
              new Round(
                  loop.run(way.getValue(), rate, seconds),
                  way.getKey().equals(CLOCK) ? Double.NaN : loop.most(way.getValue(), seconds));
          figures.computeIfAbsent(way.getKey(), unused -> new ArrayList<>()).add(measured);
          err.printf(
              "round %d, %s: p99 %.0f us%n", round, way.getKey(), measured.times().quantile(0.99));
        }
      }
      return table(figures);
    }
  }

  private Map<String, Way.Maker> ways(ProfileClient client, URI server, List<String> columns) {
    PreparedView view = client.prepare(columns);
    String query = "?features=" + String.join(",", columns);
    Map<String, Way.Maker> ways = new LinkedHashMap<>();
    ways.put(CLOCK, () -> number -> {});
    ways.put(CLIENT, () -> number -> read(view, Profiles.userOf(number, users)));
    ways.put(
        HTTP,
        () ->
            new HttpWay(
                server, number -> "/v1/profiles/" + Profiles.userOf(number, users) + query));
    ways.put(NO_LOOK_UP, () -> new HttpWay(server, number -> "/health/live"));
    return ways;
  }

  private static void read(PreparedView view, String user) throws IOException {
    Profile profile = view.getBlocking(user, DEADLINE);
    if (!profile.found()) {
      throw new IOException(user + " was not found: " + profile.error());
    }
  }

  private static String table(Map<String, List<Round>> figures) {
    MarkdownTable table =
        new MarkdownTable(
            List.of(
                "one profile", "p50 us", "p99 us", "p99.9 us", "p99 to the client's", "most/s"));
    figures.forEach(
        (way, rounds) -> {
          List<Double> ratios = new ArrayList<>();
          List<Round> client = figures.getOrDefault(CLIENT, List.of());
          for (int i = 0; i < rounds.size(); i++) {
            ratios.add(p99(rounds.get(i)) / p99(client.get(i)));
          }
          table.add(
              List.of(
                  way,
                  cell("%,.0f", rounds, round -> round.times().quantile(0.5)),
                  cell("%,.0f", rounds, HttpReading::p99),
                  cell("%,.0f", rounds, round -> round.times().quantile(0.999)),
                  MarkdownTable.cell("%.2f", median(ratios)),
                  cell("%,.0f", rounds, Round::most)));
        });
    return table.toString();
  }

  private static double p99(Round round) {
    return round.times().quantile(0.99);
  }

  private static String cell(String format, List<Round> rounds, ToDoubleFunction<Round> figure) {
    return MarkdownTable.cell(format, median(rounds.stream().map(figure::applyAsDouble).toList()));
  }

  private static double median(List<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
