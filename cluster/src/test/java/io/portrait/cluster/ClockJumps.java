package io.portrait.cluster;

import io.portrait.cli.embedded.KeptProcess;
import io.portrait.cluster.clock.ClockAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** TaskManagers whose wall clock goes an hour forth, two hours back, and is right again. */
record ClockJumps(Path folder) implements Disturbance {

  private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);

  @Override
  public void happen(PortraitCluster cluster, ShopJob job, Duration lasting) throws Exception {
    Files.createDirectories(folder);
    Path agent = ClockAgent.jar(folder.resolve("clock.jar"));
    jump(0);
    Map<String, String> environment =
        Map.of("JAVA_TOOL_OPTIONS", "-javaagent:" + agent + "=" + offsets());
    int failures = job.failures();
    List.copyOf(cluster.flink().taskManagers().values()).forEach(KeptProcess::kill);
    Waiting.until(
        "the job's failure", Duration.ofMinutes(3), () -> true, () -> job.failures() > failures);
    cluster.flink().startTaskManager(environment);
    cluster.flink().startTaskManager(environment);
    job.awaitRunning();
    for (long offset : new long[] {HOUR_MILLIS, -HOUR_MILLIS, 0}) {
      jump(offset);
      TimeUnit.MILLISECONDS.sleep(lasting.toMillis());
      // A checkpoint is acknowledged by TaskManagers that live in another hour.
      job.awaitCheckpoint();
    }
  }

  private void jump(long offset) throws IOException {
    Files.writeString(offsets(), String.valueOf(offset));
  }

  private Path offsets() {
    return folder.resolve("offset");
  }
}
