package io.portrait.cli.similar;

import io.portrait.cli.Failure;
import io.portrait.online.EmbeddingVersion;
import io.portrait.online.StoredEmbedding;
import io.portrait.profile.RowVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Embeddings in memory, in pages of 100, and every search done one by one. */
final class Tastes implements EmbeddingSource {

  private static final int PAGE = 100;

  private final Map<String, StoredEmbedding> embeddings = new TreeMap<>();

  /** Users whose embedding goes after its version was asked for. */
  Predicate<String> goes = user -> false;

  /** Users whose embedding cannot be had. */
  Predicate<String> fails = user -> false;

  void put(String user, long events, float... vector) {
    embeddings.put(user, new StoredEmbedding(user, new RowVersion(0, events, 0), vector));
  }

  void remove(String user) {
    embeddings.remove(user);
  }

  /** Users around so many centres: what tastes look like, and hard for a graph. */
  void cluster(int users, int centres, int dimensions, Random random) {
    List<float[]> middle = new ArrayList<>();
    for (int i = 0; i < centres; i++) {
      middle.add(random(dimensions, random));
    }
    for (int user = 0; user < users; user++) {
      put("u-" + user, 1, near(middle.get(random.nextInt(centres)), random));
    }
  }

  static float[] random(int dimensions, Random random) {
    return near(new float[dimensions], random);
  }

  private static float[] near(float[] centre, Random random) {
    float[] vector = new float[centre.length];
    double squared = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (3 * centre[i] + random.nextGaussian() / Math.sqrt(vector.length));
      squared += (double) vector[i] * vector[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(squared);
    }
    return vector;
  }

  float[] vector(String user) {
    return Optional.ofNullable(embeddings.get(user)).orElseThrow().vector();
  }

  /** What {@link TasteIndex#nearest} has to find. */
  List<Neighbour> nearest(float[] vector, int limit, String except) {
    return embeddings.values().stream()
        .filter(embedding -> !embedding.userId().equals(except))
        .filter(embedding -> embedding.vector().length == vector.length)
        .map(e -> new Neighbour(e.userId(), Directions.cosine(vector, e.vector())))
        .sorted(
            Comparator.comparingDouble(Neighbour::cosine)
                .reversed()
                .thenComparing(Neighbour::userId))
        .limit(limit)
        .toList();
  }

  @Override
  public Iterator<List<EmbeddingVersion>> versions() {
    List<List<EmbeddingVersion>> pages = new ArrayList<>();
    for (StoredEmbedding embedding : embeddings.values()) {
      if (pages.isEmpty() || pages.get(pages.size() - 1).size() == PAGE) {
        pages.add(new ArrayList<>());
      }
      pages
          .get(pages.size() - 1)
          .add(new EmbeddingVersion(embedding.userId(), embedding.version()));
    }
    return pages.iterator();
  }

  @Override
  public List<Optional<StoredEmbedding>> embeddings(List<String> userIds) {
    if (userIds.stream().anyMatch(fails)) {
      throw Failure.because("Redis is gone");
    }
    return userIds.stream()
        .map(user -> Optional.ofNullable(goes.test(user) ? null : embeddings.get(user)))
        .toList();
  }
}
