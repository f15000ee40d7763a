package io.portrait.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What is counted, for Prometheus. No user id is ever part of it. Thread-safe. */
final class HttpMetrics implements AutoCloseable {

  /** Upper ends of the histogram, milliseconds: from what Redis takes to the longest deadline. */
  private static final Duration[] BUCKETS =
      LongStream.of(1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private static final String OPEN_METRICS = "application/openmetrics-text";

  private record Series(String route, String method, int code) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Map<Series, Timer> requests = new ConcurrentHashMap<>();
  private final Map<Outcome, Counter> profiles = new ConcurrentHashMap<>();

  /**
   * Starts counting.
   *
   * @param room how many requests for profiles are worked on
   */
  HttpMetrics(Room room) {
    Gauge.builder("portrait.http.requests.in.flight", room, Room::taken)
        .description("Requests for profiles that are worked on")
        .register(registry);
    for (Outcome outcome : Outcome.values()) {
      profiles.put(
          outcome,
          Counter.builder("portrait.http.profiles")
              .description("Profiles that were looked up, by what became of them")
              .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /** Counts a profile. */
  void count(Outcome outcome) {
    Counter counter = profiles.get(outcome);
    if (counter != null) {
      counter.increment();
    }
  }

  /**
   * Counts a request that was answered.
   *
   * @param route where it went; null for nowhere
   * @param method as the client said; one that no route has is {@code other}
   */
  void count(@Nullable Route route, String method, int code, long nanos) {
    requests
        .computeIfAbsent(
            new Series(
                route == null ? "none" : route.template(),
                Router.METHODS.contains(method) ? method : "other",
                code),
            this::timer)
        .record(Duration.ofNanos(nanos));
  }

  /** In the text format of Prometheus, or of OpenMetrics where that is preferred. */
  Answer page(@Nullable String accept) {
    String type =
        accept != null && accept.contains(OPEN_METRICS)
            ? OPEN_METRICS + "; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";
    return Answer.text(type, registry.scrape(type));
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  private Timer timer(Series series) {
    return Timer.builder("portrait.http.requests")
        .description("From the request's first byte until its answer is ready")
        .tags("route", series.route(), "method", series.method())
        .tag("code", String.valueOf(series.code()))
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }
}
