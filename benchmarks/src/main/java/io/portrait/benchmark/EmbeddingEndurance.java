package io.portrait.benchmark;

import io.portrait.embedding.EmbeddingSettings;
import io.portrait.embedding.SharedEmbedders;
import io.portrait.embedding.TextEmbedder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/** Whether memory stays flat over very many texts, and over very many restarts. */
final class EmbeddingEndurance {

  private static final int TEXTS = 100_000;
  private static final int LOOKS = 5;
  private static final int RESTARTS = 50;

  private final String model;
  private final EmbeddingSettings settings;
  private final Consumer<String> progress;
  private final MarkdownTable table =
      new MarkdownTable(List.of("after", "resident MiB", "heap MiB", "cache MiB"));

  EmbeddingEndurance(String model, String device, Consumer<String> progress) {
    this.model = model;
    settings = EmbeddingSettings.DEFAULT.on(device);
    this.progress = progress;
  }

  /** The table, with a line end after each line. */
  String measure() {
    SharedEmbedders shared = SharedEmbedders.OF_THIS_PROCESS;
    look("start", 0);
    try (SharedEmbedders.Lease lease = shared.lease(model, settings)) {
      texts(Objects.requireNonNull(lease.embedder(), "the model cannot be opened"));
    }
    shared.closeIdle();
    for (int restart = 1; restart <= RESTARTS; restart++) {
      try (SharedEmbedders.Lease lease = shared.lease(model, settings)) {
        Texts.embed(Objects.requireNonNull(lease.embedder()), List.of("after restart " + restart));
      }
      shared.closeIdle();
      if (restart % (RESTARTS / LOOKS) == 0) {
        look(restart + " restarts", 0);
      }
    }
    return table.toString();
  }

  private void texts(TextEmbedder embedder) {
    List<String> batch = new ArrayList<>();
    for (int i = 1; i <= TEXTS; i++) {
      batch.add("text " + i * 7_919L);
      if (i % 1_000 == 0) {
        Texts.embed(embedder, batch);
        batch.clear();
      }
      if (i % (TEXTS / LOOKS) == 0) {
        look(String.format(Locale.ROOT, "%,d different texts", i), embedder.metrics().cacheBytes());
      }
    }
  }

  private void look(String after, long cacheBytes) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    double heap = (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0;
    double resident = Memory.mebibytes(ProcessHandle.current());
    progress.accept(String.format(Locale.ROOT, "%s: %,.0f MiB", after, resident));
    table.add(
        List.of(
            after,
            MarkdownTable.cell("%,.0f", resident),
            MarkdownTable.cell("%,.0f", heap),
            MarkdownTable.cell("%,.0f", cacheBytes / 1048576.0)));
  }
}
