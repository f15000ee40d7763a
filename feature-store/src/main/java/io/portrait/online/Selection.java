package io.portrait.online;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Embedding;
import io.portrait.profile.ProfileSchema;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a row are wanted, and by schema how to get at them: worked out once for each
 * schema that rows turn out to have. Thread-safe.
 */
public final class Selection {

  /** Stands for the embedding, which has a key of its own and no column type. */
  public static final Column EMBEDDING = new Column(Embedding.NAME, ColumnType.DOUBLE, "vector");

  private final List<Column> columns;
  private final int embeddingSlot;
  private final Map<Long, ColumnPlaces> places = new ConcurrentHashMap<>();

  /**
   * A selection.
   *
   * @param columns what is wanted, each once, in the order of the slots; {@link #EMBEDDING} for the
   *     embedding
   */
  public Selection(List<Column> columns) {
    this.columns = List.copyOf(columns);
    embeddingSlot = this.columns.indexOf(EMBEDDING);
  }

  /** What is wanted. */
  public List<Column> columns() {
    return columns;
  }

  /** Where the embedding goes; -1 where nobody wants it. */
  int embeddingSlot() {
    return embeddingSlot;
  }

  boolean wantsEmbedding() {
    return embeddingSlot >= 0;
  }

  /** Null for a schema not met before. */
  @Nullable ColumnPlaces places(long schemaNumber) {
    return places.get(schemaNumber);
  }

  ColumnPlaces places(long schemaNumber, ProfileSchema schema) {
    return places.computeIfAbsent(schemaNumber, number -> new ColumnPlaces(schema, this));
  }
}
