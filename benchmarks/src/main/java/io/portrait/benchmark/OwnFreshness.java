package io.portrait.benchmark;

import io.portrait.cli.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * What the job itself shows Prometheus of how fresh its rows are, interval after interval: {@code
 * freshness_arrival_millis} of each subtask, of all rows that an event caused.
 */
final class OwnFreshness {

  private static final String NAME =
      "flink_taskmanager_job_task_operator_freshness_arrival_millis{";

  private final URI metrics;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Double> medians = new ArrayList<>();
  private final List<Double> hundredths = new ArrayList<>();

  OwnFreshness(int port) {
    metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
  }

  /** Ends an interval and forgets all. */
  void forget() {
    look();
    medians.clear();
    hundredths.clear();
  }

  /** Ends an interval and remembers it. */
  void look() {
    for (String line : (Iterable<String>) text().lines()::iterator) {
      if (line.startsWith(NAME)) {
        double value = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
        if (!Double.isNaN(value) && line.contains("quantile=\"0.5\"")) {
          medians.add(value);
        } else if (!Double.isNaN(value) && line.contains("quantile=\"0.99\"")) {
          hundredths.add(value);
        }
      }
    }
  }

  /** Of all intervals and subtasks the middle one's median, milliseconds. */
  double median() {
    return Rounds.median(medians.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Of all intervals and subtasks the middle one's 99th percentile, milliseconds. */
  double hundredth() {
    return Rounds.median(hundredths.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private String text() {
    try {
      return client
          .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw Failure.because("metrics cannot be read: " + Failure.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.because("interrupted", e);
    }
  }
}
