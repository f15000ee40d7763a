package io.portrait.cli.similar;

import io.portrait.online.EmbeddingVersion;
import io.portrait.online.OnlineStore;
import io.portrait.online.StoredEmbedding;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Where the current embeddings are: what an index is brought up to date with. */
public interface EmbeddingSource {

  /** Which version of every user's embedding there is, page by page, each user once. */
  Iterator<List<EmbeddingVersion>> versions();

  /** Embeddings, in the order asked for; empty where one has gone. */
  List<Optional<StoredEmbedding>> embeddings(List<String> userIds);

  /** The embeddings in Redis. */
  static EmbeddingSource of(OnlineStore store) {
    return new EmbeddingSource() {
      @Override
      public Iterator<List<EmbeddingVersion>> versions() {
        return store.embeddingVersions();
      }

      @Override
      public List<Optional<StoredEmbedding>> embeddings(List<String> userIds) {
        return store.embeddings(userIds);
      }
    };
  }
}
