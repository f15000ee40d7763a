package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portrait.cli.embedded.EmbeddedRedis;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.online.StoredProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live run as a process of its own, stopped and killed. */
class UpIT {

  private static final Duration SOON = Duration.ofMinutes(3);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void leaveNothingBehind() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void nothingIsLostOrCountedTwiceWhenItIsKilledOrStopped() throws Exception {
    ShopFile file = ShopFile.write(folder.resolve("shop.jsonl"), Duration.ofHours(24));
    String[] arguments = {"--events", file.path().toString(), "--checkpoint-interval", "500ms"};

    Process killed = up(arguments);
    await().atMost(SOON).until(() -> checkpointed() && !events().isEmpty());
    killed.destroyForcibly().waitFor();

    Process stopped = up(arguments);
    await().atMost(SOON).until(() -> total(events()) > 1_000);
    stop(stopped);
    assertThat(output()).contains("Goes on     from checkpoints", "Savepoint   savepoints");
    assertThat(folder.resolve("data/checkpoints")).as("the savepoint has it all").doesNotExist();

    Process last = up(arguments);
    await().atMost(SOON).until(() -> total(events()) >= file.accepted());
    String user = file.eventsByUser().keySet().iterator().next();
    assertThat(Run.of("get", user, "--data-dir", folder + "/data").out()).startsWith(user + "\n");
    stop(last);
    assertThat(output()).contains("Goes on     from savepoints");

    assertThat(eventsOnceStopped()).isEqualTo(file.eventsByUser());
  }

  @Test
  void aMadeUpShopIsServedAndStopsAtOnce() throws Exception {
    Process up = up("--generate", "50");
    await().atMost(SOON).until(() -> output().contains("Try         ./portrait get u-"));

    Run second = Run.of("up", "--data-dir", folder + "/data");
    assertThat(second.code()).isEqualTo(1);
    assertThat(second.complaints()).singleElement().asString().contains("is in use by another");

    stop(up);
    assertThat(output())
        .contains("Kafka       127.0.0.1:", "Dashboard   http://127.0.0.1:", "Stopped.");
  }

  private Process up(String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(Arrays.asList(System.getProperty("portrait.jvm.opens", "").split(" ")));
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Portrait.class.getName(), "up", "--data-dir", folder + "/data"));
    command.addAll(List.of("--parallelism", "2", "--port", "0"));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    processes.add(process);
    return process;
  }

  private void stop(Process process) throws Exception {
    process.destroy();
    assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output()).isZero();
    assertThat(processes)
        .flatMap(started -> started.descendants().toList())
        .noneMatch(ProcessHandle::isAlive);
  }

  private String output() throws Exception {
    return Files.readString(folder.resolve("output"));
  }

  private boolean checkpointed() {
    return ResumePoint.newest("", folder.resolve("data/checkpoints")).isPresent();
  }

  /** As the running process serves them; empty while none runs. */
  private Map<String, Long> events() {
    return DataDirectory.endpoints(folder.resolve("data"))
        .map(endpoints -> read(new RedisAddress(endpoints.redis(), "", "")))
        .orElse(Map.of());
  }

  private Map<String, Long> eventsOnceStopped() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("data/redis"), 0)) {
      return read(new RedisAddress(redis.uri(), "", ""));
    }
  }

  private static Map<String, Long> read(RedisAddress address) {
    Map<String, Long> events = new TreeMap<>();
    try (OnlineStore store = OnlineStore.connect(address, "shop")) {
      List<String> users = new ArrayList<>();
      store.users().forEachRemaining(users::add);
      store.getAll(users).stream()
          .flatMap(Optional<StoredProfile>::stream)
          .forEach(profile -> events.put(profile.row().userId(), profile.row().version().events()));
    }
    return events;
  }

  private static long total(Map<String, Long> events) {
    return events.values().stream().mapToLong(Long::longValue).sum();
  }
}
