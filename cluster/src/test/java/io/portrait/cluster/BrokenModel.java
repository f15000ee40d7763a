package io.portrait.cluster;

import io.portrait.cli.embedded.KeptProcess;
import io.portrait.embedding.model.ModelFiles;
import io.portrait.job.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The model breaks on disk, and every TaskManager is started anew and has to open it; then it is
 * mended, and they are started once more.
 */
record BrokenModel(Path folder) implements Disturbance {

  private static final String SCRIPT = "model.pt";

  /** Puts the model that Portrait brings into a folder of its own. */
  static Path unpack(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String file : new String[] {SCRIPT, "tokenizer.json", "serving.properties"}) {
      try (InputStream in =
          ModelFiles.class.getResourceAsStream(
              "/io/portrait/embedding/model/all-minilm-l6-v2/" + file)) {
        Files.copy(in, folder.resolve(file));
      }
    }
    return folder;
  }

  @Override
  public void happen(PortraitCluster cluster, ShopJob job, Duration lasting) throws Exception {
    Path script = folder.resolve(SCRIPT);
    Path whole = folder.resolveSibling("whole.pt");
    Files.copy(script, whole, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel content = FileChannel.open(script, StandardOpenOption.WRITE)) {
      content.truncate(content.size() / 2);
    }
    startAnew(cluster, job);
    Waiting.until(
        "a text without a vector",
        Duration.ofMinutes(3),
        () -> true,
        () -> job.counts().getOrDefault(Tally.TEXTS_MISSED, 0L) > 0);
    TimeUnit.MILLISECONDS.sleep(lasting.toMillis());
    Files.move(whole, script, StandardCopyOption.REPLACE_EXISTING);
    startAnew(cluster, job);
  }

  private static void startAnew(PortraitCluster cluster, ShopJob job) throws IOException {
    int failures = job.failures();
    cluster.flink().taskManagers().values().forEach(KeptProcess::kill);
    Waiting.until(
        "the job's failure", Duration.ofMinutes(3), () -> true, () -> job.failures() > failures);
    cluster.flink().startTaskManager();
    cluster.flink().startTaskManager();
    job.awaitRunning();
  }
}
