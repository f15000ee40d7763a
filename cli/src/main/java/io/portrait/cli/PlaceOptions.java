package io.portrait.cli;

import io.portrait.cli.embedded.Machine;
import io.portrait.cli.embedded.Ports;
import io.portrait.cli.feed.Broker;
import io.portrait.embedding.EmbeddingSettings;
import io.portrait.embedding.model.SentenceModel;
import io.portrait.online.RedisAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where a run's parts are, and how large. */
final class PlaceOptions {

  private static final int MAX_PARALLELISM = 128;
  private static final int MAX_PORT = 65_535;
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".portrait",
      description = "Where everything embedded keeps its data (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  Path dataDirectory;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "A Kafka to use instead of the embedded one.")
  @Nullable String kafka;

  @Option(
      names = "--kafka-properties",
      paramLabel = "F",
      description =
          "With --kafka: client properties, such as SASL and TLS; secrets as ${env:NAME} or"
              + " ${file:PATH}.")
  @Nullable Path kafkaProperties;

  @Option(
      names = "--redis",
      paramLabel = "redis://HOST:PORT",
      description =
          "A Redis to use instead of the embedded one. Its user and password come from"
              + " PORTRAIT_REDIS_USER and PORTRAIT_REDIS_PASSWORD (or"
              + " PORTRAIT_REDIS_PASSWORD_FILE), the PEM files for rediss:// from"
              + " PORTRAIT_REDIS_CA, PORTRAIT_REDIS_CERTIFICATE and PORTRAIT_REDIS_KEY.")
  @Nullable String redis;

  @Option(
      names = "--warehouse",
      paramLabel = "DIR|URL",
      description =
          "An Iceberg warehouse instead of the data directory's: a folder, or the http(s)://"
              + " address of a REST catalog.")
  @Nullable String warehouse;

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|gpu:N",
      defaultValue = "auto",
      description =
          "What texts are embedded on, where the definitions have an embedding (default: the first"
              + " GPU if there is one).")
  @SuppressWarnings("NullAway.Init")
  String device;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Tasks of each step (default: the cores of this machine, 2 to 4).")
  int parallelism = Machine.parallelism();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of Flink's dashboard (default: 8081 if free, else any).")
  @Nullable Integer port;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description =
          "Serve metrics of the job for Prometheus at /metrics, to everybody who reaches this"
              + " machine; 0 for any free port (default: not at all).")
  private @Nullable Integer metricsPort;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "DURATION",
      defaultValue = "10s",
      converter = Durations.class,
      description = "How often the job's state is saved: 500ms, 10s, 1m (default: 10s).")
  @SuppressWarnings("NullAway.Init")
  Duration checkpointInterval;

  /**
   * Checks what picocli cannot.
   *
   * @throws Failure if a value is out of range
   */
  void check() {
    if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
      throw Failure.wrongUse("--parallelism: 1 to " + MAX_PARALLELISM + ", not " + parallelism);
    }
    if (port != null && (port < 0 || port > MAX_PORT)) {
      throw Failure.wrongUse("--port: 0 to " + MAX_PORT + ", not " + port);
    }
    if (metricsPort != null && (metricsPort < 0 || metricsPort > MAX_PORT)) {
      throw Failure.wrongUse("--metrics-port: 0 to " + MAX_PORT + ", not " + metricsPort);
    }
    if (!SentenceModel.isDevice(device)) {
      throw Failure.wrongUse("--device: auto, cpu, gpu or gpu:N, not " + device);
    }
    if (redis != null) {
      redisAddress(redis);
    }
    if (kafkaProperties != null && !Files.isReadable(kafkaProperties)) {
      throw Failure.because("--kafka-properties: no such file: " + kafkaProperties);
    }
  }

  /**
   * Where metrics are served; empty for nowhere.
   *
   * @throws Failure if the port is in use
   */
  OptionalInt metricsPort() {
    return metricsPort == null
        ? OptionalInt.empty()
        : OptionalInt.of(Ports.free(metricsPort, "metrics"));
  }

  /** How texts are embedded. */
  EmbeddingSettings embedding() {
    return EmbeddingSettings.DEFAULT.on(device);
  }

  /** A Kafka by its address, with the client properties that were given. */
  Broker broker(String bootstrap) {
    return Broker.of(bootstrap, kafkaProperties, System.getenv());
  }

  /**
   * A Redis by its address, with the environment's credentials.
   *
   * @throws Failure if it is no address
   */
  static RedisAddress redisAddress(String uri) {
    try {
      return RedisAddress.withCredentials(uri, System.getenv());
    } catch (IllegalArgumentException e) {
      throw Failure.wrongUse("--redis: " + e.getMessage());
    }
  }

  /** {@code 500ms}, {@code 10s}, {@code 1m}. */
  static final class Durations implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
      Duration duration = parse(text).orElse(Duration.ZERO);
      if (duration.toMillis() < 10) {
        throw new TypeConversionException(
            "'" + text + "' is no duration of 10ms or more, such as 500ms, 10s or 1m");
      }
      return duration;
    }
  }

  /** How old something may become, such as {@code 12h} or {@code 30d}; also not at all. */
  static final class Ages implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
      return parse(text)
          .orElseThrow(
              () -> new TypeConversionException("'" + text + "' is no age, such as 12h or 30d"));
    }
  }

  private static Optional<Duration> parse(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(parts.group(1));
    return Optional.of(
        switch (parts.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        });
  }
}
