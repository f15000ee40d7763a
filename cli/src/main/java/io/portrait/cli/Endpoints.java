package io.portrait.cli;

import java.util.Objects;

/**
 * Where a running process serves.
 *
 * @param pid of the process
 * @param kafka {@code host:port}
 * @param topic the events' topic
 * @param redis {@code redis://host:port}, without credentials
 * @param warehouse where the Iceberg catalog is
 * @param dashboard of Flink
 * @param http where profiles are served over HTTP; empty where they are not
 */
public record Endpoints(
    long pid,
    String kafka,
    String topic,
    String redis,
    String warehouse,
    String dashboard,
    String http) {

  public Endpoints {
    // Whoever wrote it may have known of no HTTP.
    http = Objects.requireNonNullElse(http, "");
  }

  /** Of a process that serves nothing over HTTP. */
  public Endpoints(
      long pid, String kafka, String topic, String redis, String warehouse, String dashboard) {
    this(pid, kafka, topic, redis, warehouse, dashboard, "");
  }

  /** Whether the process still runs; one that was killed leaves its addresses behind. */
  boolean alive() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
