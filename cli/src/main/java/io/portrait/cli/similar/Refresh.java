package io.portrait.cli.similar;

import io.portrait.cli.status.Numbers;
import io.portrait.online.EmbeddingVersion;
import io.portrait.online.StoredEmbedding;
import io.portrait.profile.RowVersion;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.index.IndexWriter;

/**
 * Brings an index up to date with the current embeddings: asks for those only that are new or have
 * another version than the index, and takes out users that are gone. Another thread may ask for
 * {@link #words} meanwhile.
 */
public final class Refresh {

  /** A commit is costly, and an interruption of minutes of work is too. */
  private static final int COMMIT_EVERY = 50_000;

  private final EmbeddingSource source;
  private final int commitEvery;
  private final AtomicLong seen = new AtomicLong();
  private final AtomicLong fetched = new AtomicLong();
  private final AtomicLong removed = new AtomicLong();

  /** A refresh from a source, run by {@link TasteIndex#refresh}. */
  public Refresh(EmbeddingSource source) {
    this(source, COMMIT_EVERY);
  }

  /**
   * As above.
   *
   * @param commitEvery so many embeddings are made to last before the end
   */
  Refresh(EmbeddingSource source, int commitEvery) {
    this.source = source;
    this.commitEvery = commitEvery;
  }

  /** How many users had an embedding when they were looked at. */
  public long seen() {
    return seen.get();
  }

  /** How many embeddings were fetched, being new or another version. */
  public long fetched() {
    return fetched.get();
  }

  /** How many users were taken out of the index. */
  public long removed() {
    return removed.get();
  }

  /** How far it is, in one line. */
  public String words() {
    return "reading embeddings: "
        + Numbers.count(seen())
        + " users, "
        + Numbers.count(fetched())
        + " new or changed";
  }

  /**
   * Does it.
   *
   * @param known what the index holds; afterwards empty
   */
  void run(IndexWriter writer, Map<String, RowVersion> known) throws IOException {
    int uncommitted = 0;
    Iterator<List<EmbeddingVersion>> pages = source.versions();
    while (pages.hasNext()) {
      List<EmbeddingVersion> page = pages.next();
      List<String> wanted =
          page.stream()
              .filter(current -> !current.version().equals(known.remove(current.userId())))
              .map(EmbeddingVersion::userId)
              .toList();
      seen.addAndGet(page.size());
      uncommitted += fetch(writer, wanted);
      if (uncommitted >= commitEvery) {
        writer.commit();
        uncommitted = 0;
      }
    }
    for (String gone : known.keySet()) {
      writer.deleteDocuments(TasteDocument.term(gone));
    }
    removed.addAndGet(known.size());
    known.clear();
    // Merges what it wrote, then makes it last.
    writer.flush();
    writer.commit();
  }

  private int fetch(IndexWriter writer, List<String> userIds) throws IOException {
    if (userIds.isEmpty()) {
      return 0;
    }
    List<Optional<StoredEmbedding>> embeddings = source.embeddings(userIds);
    for (int i = 0; i < userIds.size(); i++) {
      Optional<StoredEmbedding> embedding = embeddings.get(i);
      if (embedding.isPresent()) {
        writer.updateDocument(
            TasteDocument.term(userIds.get(i)), TasteDocument.of(embedding.get()));
        fetched.incrementAndGet();
      } else {
        // It went between both questions.
        writer.deleteDocuments(TasteDocument.term(userIds.get(i)));
        removed.incrementAndGet();
      }
    }
    return userIds.size();
  }
}
