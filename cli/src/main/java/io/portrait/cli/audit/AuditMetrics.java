package io.portrait.cli.audit;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.portrait.audit.AuditReport;
import io.portrait.audit.AuditReport.Tally;
import io.portrait.audit.Leg;
import io.portrait.cli.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Audits as metrics of Prometheus: served over HTTP, or written to a file whose folder a node
 * exporter reads.
 *
 * <p>{@code portrait_audit_checked_total}, {@code _mismatches_total} and {@code _unchecked_total}
 * by column and place, over all audits of this process; {@code portrait_audit_failures_total}; of
 * the latest audit when it ended, how long it took, how many users and how many mismatches.
 */
public final class AuditMetrics implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicReference<@Nullable Audited> latest = new AtomicReference<>();
  private @Nullable HttpServer server;

  /** Of no audit yet. */
  public AuditMetrics() {
    registry.counter("portrait.audit.failures");
    gauge(
        "portrait.audit.last.run.timestamp.seconds",
        audited -> audited.finished().getEpochSecond());
    gauge(
        "portrait.audit.last.run.duration.seconds", audited -> audited.took().toMillis() / 1_000.0);
    gauge("portrait.audit.last.run.users", audited -> audited.report().users());
    gauge("portrait.audit.last.run.mismatches", audited -> audited.report().differ());
  }

  private interface Figure {
    double of(Audited audited);
  }

  private void gauge(String name, Figure figure) {
    registry.gauge(
        name,
        latest,
        reference -> {
          Audited audited = reference.get();
          return audited == null ? Double.NaN : figure.of(audited);
        });
  }

  /** Counts an audit. */
  public void add(Audited audited) {
    AuditReport report = audited.report();
    for (Map.Entry<String, Tally> column : report.columns().entrySet()) {
      Tally tally = column.getValue();
      for (Leg leg : Leg.values()) {
        Tags tags = Tags.of("column", column.getKey(), "place", leg.label());
        registry
            .counter("portrait.audit.checked", tags)
            .increment((double) tally.agree(leg) + tally.differ(leg));
        registry.counter("portrait.audit.mismatches", tags).increment((double) tally.differ(leg));
        registry.counter("portrait.audit.unchecked", tags).increment((double) tally.unchecked(leg));
      }
    }
    latest.set(audited);
  }

  /** Counts an audit that could not be done. */
  public void addFailure() {
    registry.counter("portrait.audit.failures").increment();
  }

  /** As Prometheus reads it. */
  public String text() {
    return registry.scrape();
  }

  /**
   * Serves {@code /metrics} until this is closed.
   *
   * @param port 0 for any free one
   * @return the port
   * @throws Failure if the port is not free
   */
  public int serve(int port) {
    try {
      HttpServer started = HttpServer.create(new InetSocketAddress(port), 0);
      started.createContext(
          "/metrics",
          exchange -> {
            byte[] text = text().getBytes(StandardCharsets.UTF_8);
            exchange
                .getResponseHeaders()
                .set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
          });
      started.start();
      server = started;
      return started.getAddress().getPort();
    } catch (IOException e) {
      throw Failure.because("--metrics-port " + port + ": " + Failure.reason(e), e);
    }
  }

  /**
   * Writes them to a file, whole or not at all.
   *
   * @throws Failure if it cannot be written
   */
  public void write(Path file) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(fresh, text());
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw Failure.because("--metrics-file " + file + ": " + Failure.reason(e), e);
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
    registry.close();
  }
}
