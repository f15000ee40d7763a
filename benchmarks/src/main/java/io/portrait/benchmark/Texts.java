package io.portrait.benchmark;

import io.portrait.cli.Failure;
import io.portrait.cli.feed.FileSource;
import io.portrait.cli.feed.RecordSource;
import io.portrait.embedding.TextEmbedder;
import io.portrait.event.Event;
import io.portrait.event.EventParser;
import io.portrait.event.EventRules;
import io.portrait.event.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Different texts of events. */
final class Texts {

  private static final long SHOP = 200_000;
  private static final int VISITORS = 20_000;

  private Texts() {}

  /**
   * The first so many, in the order in which they come.
   *
   * @param file of events; null for a made-up shop
   */
  static List<String> of(@Nullable Path file, int most) throws IOException {
    Set<String> texts = new LinkedHashSet<>();
    EventParser parser = new EventParser(EventRules.DEFAULT);
    Origin origin = new Origin("", 0, 0);
    long now = System.currentTimeMillis();
    try (RecordSource source =
        file == null ? new ShopRecords(SHOP, VISITORS, 1) : FileSource.open(file)) {
      for (byte[] record = source.next();
          record != null && texts.size() < most;
          record = source.next()) {
        if (parser.parse(record, origin, now) instanceof Event event && event.text() != null) {
          texts.add(event.text());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.because("interrupted", e);
    }
    return List.copyOf(texts);
  }

  /** Embeds all of them, and waits until they are. */
  static void embed(TextEmbedder embedder, List<String> texts) {
    List<CompletableFuture<float[]>> vectors = new ArrayList<>();
    for (String text : texts) {
      try {
        vectors.add(embedder.embed(text));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Failure.because("interrupted", e);
      }
    }
    vectors.forEach(CompletableFuture::join);
  }
}
