package io.portrait.cli;

/**
 * Where a running process serves.
 *
 * @param pid of the process
 * @param kafka {@code host:port}
 * @param topic the events' topic
 * @param redis {@code redis://host:port}, without credentials
 * @param warehouse where the Iceberg catalog is
 * @param dashboard of Flink
 */
public record Endpoints(
    long pid, String kafka, String topic, String redis, String warehouse, String dashboard) {

  /** Whether the process still runs; one that was killed leaves its addresses behind. */
  boolean alive() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
