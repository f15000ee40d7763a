package io.portrait.benchmark.reader;

import io.portrait.benchmark.MarkdownTable;
import io.portrait.benchmark.ResultsFile;
import io.portrait.cli.Failure;
import io.portrait.client.PreparedView;
import io.portrait.client.Profile;
import io.portrait.client.ProfileClient;
import io.portrait.definition.Column;
import io.portrait.definition.Online.Encoding;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redis.clients.jedis.RedisClient;

/** {@code reader}: look-ups through the client, beside raw Jedis without decoding. */
@Command(
    name = "reader",
    description = "Measure look-ups through the Java client beside raw Jedis, and bytes in Redis.")
public final class ReaderSteps implements Callable<Integer> {

  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int CONNECTIONS = 8;
  private static final int COLUMNS = 40;
  private static final int ASKED = 20;
  private static final int ROUNDS = 9;

  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--users",
      paramLabel = "N",
      description = "How many profiles there are (default: ${DEFAULT-VALUE}).")
  private int users = 20_000;

  @Option(
      names = "--lookups",
      paramLabel = "N",
      description = "Look-ups of one user that are timed (default: ${DEFAULT-VALUE}).")
  private int lookups = 50_000;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long look-ups a second are counted (default: ${DEFAULT-VALUE}).")
  private int seconds = 9;

  @Option(names = "--write", description = "Add the figures to RESULTS.md.")
  private boolean write;

  public ReaderSteps(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (users < 1 || lookups < 1 || seconds < 1) {
      throw Failure.wrongUse("--users, --lookups and --seconds: at least 1");
    }
    String circumstances = ResultsFile.circumstances();
    StringBuilder figures = new StringBuilder();
    try (FilledRedis redis = new FilledRedis(ResultsFile.folder().resolve("target"));
        RedisClient plain = redis.plain(CONNECTIONS);
        ProfileClient client =
            ProfileClient.builder(FilledRedis.PROJECT)
                .redis(redis.address())
                .connections(CONNECTIONS)
                .build()) {
      MadeUpRows rows = new MadeUpRows(COLUMNS, true);
      redis.fill(rows, Encoding.PACKED, users);
      PreparedView view =
          client.prepare(
              rows.schema().computed().subList(0, ASKED).stream().map(Column::name).toList());
      figures.append(latencies(plain, view)).append('\n');
      figures.append(throughput(plain, view)).append('\n');
      err.println("bytes in Redis ...");
      figures.append(Sizes.measure(redis));
    }
    out.println(circumstances);
    out.println();
    out.print(figures);
    if (write) {
      String heading =
          String.format(
              Locale.ROOT,
              "Look-ups: %,d profiles of %d columns, %d asked for; %d connections",
              users,
              COLUMNS,
              ASKED,
              CONNECTIONS);
      err.println("written to " + ResultsFile.append(heading, circumstances, figures.toString()));
    }
    return Failure.DONE;
  }

  private String latencies(RedisClient plain, PreparedView view) {
    MarkdownTable table = Latencies.table();
    for (int batch : new int[] {1, 100}) {
      err.println("latency of " + batch + " ...");
      Latencies latencies = new Latencies(batch, Math.max(1, lookups / (batch == 1 ? 1 : 10)));
      latencies.add(
          "raw Jedis, no decoding",
          ids -> plain.mget(ids.stream().map(ReaderSteps::key).toArray(byte[][]::new)).size());
      latencies.add("client, waiting", ids -> found(view.getAllBlocking(ids, DEADLINE)));
      latencies.add(
          "client, waiting, and every value read",
          ids -> sum(view, view.getAllBlocking(ids, DEADLINE)));
      latencies.add("client, a future", ids -> found(view.getAll(ids, DEADLINE).join()));
      latencies.measure(users, table);
    }
    return table.toString();
  }

  private String throughput(RedisClient plain, PreparedView view) throws InterruptedException {
    MarkdownTable table =
        new MarkdownTable(
            List.of("threads", "raw Jedis/s", "client/s", "ratio", "client, futures/s", "ratio"));
    List<Consumer<String>> ways =
        List.of(
            id -> plain.get(key(id)),
            id -> view.getBlocking(id, DEADLINE),
            id -> view.get(id, DEADLINE).join());
    for (int threads : new int[] {1, 8, 32}) {
      err.println(threads + " threads ...");
      double[][] rounds = new double[ways.size()][ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        for (int way = 0; way < ways.size(); way++) {
          rounds[way][round] =
              Throughput.measure(threads, users, seconds * 1_000L / ROUNDS, ways.get(way));
        }
      }
      table.add(
          List.of(
              String.valueOf(threads),
              count(median(rounds[0])),
              count(median(rounds[1])),
              ratio(medianRatio(rounds[1], rounds[0])),
              count(median(rounds[2])),
              ratio(medianRatio(rounds[2], rounds[0]))));
    }
    return table.toString();
  }

  private static double median(double[] figures) {
    return Arrays.stream(figures).sorted().toArray()[figures.length / 2];
  }

  /** Of the ratios in each round: what slows down one way slows down the other. */
  private static double medianRatio(double[] figures, double[] base) {
    double[] ratios = new double[figures.length];
    Arrays.setAll(ratios, round -> figures[round] / base[round]);
    return median(ratios);
  }

  private static byte[] key(String userId) {
    return (FilledRedis.PROJECT + ":profile:{" + userId + "}").getBytes(StandardCharsets.UTF_8);
  }

  private static long found(List<Profile> profiles) {
    long found = 0;
    for (Profile profile : profiles) {
      if (!profile.found()) {
        throw new IllegalStateException(profile.toString());
      }
      found++;
    }
    return found;
  }

  private static long sum(PreparedView view, List<Profile> profiles) {
    long sum = 0;
    for (Profile profile : profiles) {
      for (Column column : view.schema()) {
        sum +=
            switch (column.type()) {
              case LONG -> profile.getLong(column.name()).orElseThrow();
              case DOUBLE -> (long) profile.getDouble(column.name()).orElseThrow();
              case STRING -> profile.getText(column.name()).orElseThrow().length();
              default -> profile.getTexts(column.name()).orElseThrow().size();
            };
      }
    }
    return sum;
  }

  private static String count(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }
}
