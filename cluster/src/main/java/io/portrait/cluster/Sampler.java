package io.portrait.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.portrait.cli.embedded.KeptProcess;
import io.portrait.job.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks every few seconds at what a cluster takes. */
final class Sampler implements AutoCloseable {

  private static final long EVERY_MILLIS = 5_000;
  private static final double MEGABYTE = 1 << 20;
  private static final String HEAP = "Status.JVM.Memory.Heap.Used";
  private static final Pattern USED = Pattern.compile("used_memory:(\\d+)");

  private final PortraitCluster cluster;
  private final ShopJob job;
  private final LongSupplier sent;
  private final long began = System.nanoTime();
  private final List<Sample> samples = new ArrayList<>();
  private final Thread thread;
  private volatile boolean open = true;

  /**
   * Begins.
   *
   * @param sent records so far
   */
  Sampler(PortraitCluster cluster, ShopJob job, LongSupplier sent) {
    this.cluster = cluster;
    this.job = job;
    this.sent = sent;
    thread = new Thread(this::watch, "sampler");
    thread.setDaemon(true);
    thread.start();
  }

  /** Seconds since it began. */
  double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  /** What was seen so far. */
  synchronized List<Sample> samples() {
    return List.copyOf(samples);
  }

  @Override
  public void close() {
    open = false;
    thread.interrupt();
  }

  private void watch() {
    while (open) {
      Sample sample = new Sample(seconds(), resident(), heap(), state(), redis(), lag());
      synchronized (this) {
        samples.add(sample);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
      } catch (InterruptedException closing) {
        return;
      }
    }
  }

  /** By {@code ps}, which every Unix has. A TaskManager that follows another takes its name. */
  private Map<String, Double> resident() {
    Map<String, Double> resident = new TreeMap<>();
    put(resident, "zookeeper", cluster.zooKeeper().process());
    put(resident, "kafka", cluster.kafka().process());
    put(resident, "redis", cluster.redis().process());
    put(resident, "jobmanager", cluster.flink().jobManager());
    int number = 1;
    for (KeptProcess each : cluster.flink().taskManagers().values()) {
      put(resident, "taskmanager" + number++, each);
    }
    return resident;
  }

  private static void put(Map<String, Double> resident, String name, KeptProcess process) {
    try {
      Process ps =
          new ProcessBuilder("ps", "-o", "rss=", "-p", String.valueOf(process.pid())).start();
      String kilobytes =
          new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      if (!kilobytes.isEmpty()) {
        resident.put(name, Long.parseLong(kilobytes) / 1_024.0);
      }
    } catch (IOException noPs) {
      // Without it there are no such figures.
    }
  }

  private Map<String, Double> heap() {
    Map<String, Double> heap = new TreeMap<>();
    try {
      FlinkRest rest = cluster.flink().rest();
      heapOf("/jobmanager", "jobmanager", heap);
      int number = 1;
      for (JsonNode each : rest.json("/taskmanagers").path("taskmanagers")) {
        heapOf("/taskmanagers/" + each.path("id").asText(), "taskmanager" + number++, heap);
      }
    } catch (RuntimeException away) {
      // There is none to ask.
    }
    return heap;
  }

  private void heapOf(String path, String name, Map<String, Double> heap) {
    JsonNode metrics = cluster.flink().rest().json(path + "/metrics?get=" + HEAP);
    double bytes = metrics.path(0).path("value").asDouble(Double.NaN);
    if (!Double.isNaN(bytes)) {
      heap.put(name, bytes / MEGABYTE);
    }
  }

  private double state() {
    try {
      JsonNode latest = job.checkpoints().path("latest").path("completed");
      return latest.isMissingNode() || latest.isNull()
          ? Double.NaN
          : latest.path("state_size").asLong() / MEGABYTE;
    } catch (RuntimeException away) {
      return Double.NaN;
    }
  }

  private double lag() {
    try {
      Long in = job.counts().get(Tally.EVENTS_IN);
      return in == null ? Double.NaN : sent.getAsLong() - in;
    } catch (RuntimeException away) {
      return Double.NaN;
    }
  }

  /** In Redis' own protocol, past the wire. */
  private double redis() {
    int port = URI.create(cluster.redis().uri()).getPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write("INFO memory\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte[4_096];
      InputStream in = socket.getInputStream();
      StringBuilder text = new StringBuilder();
      Matcher used = USED.matcher(text);
      for (int read = in.read(answer); read >= 0; read = in.read(answer)) {
        text.append(new String(answer, 0, read, StandardCharsets.US_ASCII));
        if (used.reset(text + " ").find() && used.end() < text.length()) {
          return Long.parseLong(used.group(1)) / MEGABYTE;
        }
      }
    } catch (IOException away) {
      // It was killed, or paused.
    }
    return Double.NaN;
  }
}
