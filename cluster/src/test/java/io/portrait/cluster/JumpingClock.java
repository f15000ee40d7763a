package io.portrait.cluster;

import io.portrait.cli.embedded.KeptProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * TaskManagers whose wall clock goes an hour forth, two hours back, and is right again. Their clock
 * is that of libfaketime, a library of Linux distributions; the monotonic one, which nobody sets,
 * goes on as ever.
 */
record JumpingClock(Path library, Path setting) implements Disturbance {

  /** Where libfaketime is on this machine: where a system property says, or Debian puts it. */
  static Optional<Path> installed() throws IOException {
    String said = System.getProperty("portrait.libfaketime");
    if (said != null) {
      return Optional.of(Path.of(said));
    }
    Path libraries = Path.of("/usr/lib");
    if (!Files.isDirectory(libraries)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(libraries)) {
      return entries
          .map(entry -> entry.resolve("faketime").resolve("libfaketimeMT.so.1"))
          .filter(Files::exists)
          .findFirst();
    }
  }

  @Override
  public void happen(PortraitCluster cluster, ShopJob job, Duration lasting) throws Exception {
    set("+0");
    Collection<KeptProcess> before = List.copyOf(cluster.flink().taskManagers().values());
    Map<String, String> environment =
        Map.of(
            "LD_PRELOAD", library.toString(),
            "FAKETIME_TIMESTAMP_FILE", setting.toString(),
            "FAKETIME_NO_CACHE", "1",
            "FAKETIME_DONT_FAKE_MONOTONIC", "1",
            "DONT_FAKE_MONOTONIC", "1");
    int failures = job.failures();
    before.forEach(KeptProcess::kill);
    Waiting.until(
        "the job's failure", Duration.ofMinutes(3), () -> true, () -> job.failures() > failures);
    cluster.flink().startTaskManager(environment);
    cluster.flink().startTaskManager(environment);
    job.awaitRunning();
    for (String offset : Arrays.asList("+3600", "-3600", "+0")) {
      set(offset);
      TimeUnit.MILLISECONDS.sleep(lasting.toMillis());
    }
  }

  private void set(String offset) throws IOException {
    Files.writeString(setting, offset + "\n");
  }
}
