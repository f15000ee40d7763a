package io.portrait.client;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.online.SelectedRow;
import io.portrait.online.Selection;
import io.portrait.yaml.NearestName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Some columns, resolved; fetches them for as many users as you like. Thread-safe, lives as long as
 * its {@link ProfileClient}.
 *
 * <p>Look-ups never fail for what is or is not in Redis: each {@link Profile} says what became of
 * it. Ids may be any text and may repeat; answers come in the order asked for. Many ids are read in
 * pages of {@value Lookups#PAGE}, a few at a time, so that only their answers take memory.
 */
public final class PreparedView {

  private final Selection selection;
  private final List<String> columns;
  private final ColumnType[] types;
  private final int embeddingSlot;
  private final Map<String, Integer> slots = new HashMap<>();
  private final Map<Class<?>, RecordMapping<?>> mappings = new ConcurrentHashMap<>();
  private final Lookups lookups;
  private final ClientSettings settings;
  private final long staleAfterMillis;

  PreparedView(List<Column> wanted, Lookups lookups, ClientSettings settings) {
    selection = new Selection(wanted);
    columns = wanted.stream().map(Column::name).toList();
    types = wanted.stream().map(Column::type).toArray(ColumnType[]::new);
    embeddingSlot = wanted.indexOf(Selection.EMBEDDING);
    for (int slot = 0; slot < columns.size(); slot++) {
      slots.put(columns.get(slot), slot);
    }
    this.lookups = lookups;
    this.settings = settings;
    staleAfterMillis = settings.staleAfterMillis();
  }

  /** The columns, in the order they were asked for. */
  public List<String> columns() {
    return columns;
  }

  /** The columns with their types and units, in the same order. */
  public List<Column> schema() {
    return selection.columns();
  }

  /**
   * Fetches a user's columns.
   *
   * @param deadline how long it may take: if there is no answer by then, the answer is that
   */
  public CompletableFuture<Profile> get(String userId, Duration deadline) {
    return getAll(List.of(userId), deadline).thenApply(profiles -> profiles.get(0));
  }

  /**
   * Fetches many users' columns.
   *
   * @param userIds in any order, repeated or not; an empty id is nobody's
   * @param deadline how long all of it may take: who was not read by then is {@link
   *     ColumnStatus#ERROR}
   * @return a profile for each id, in their order; completed by a thread of the client, which is
   *     not to be kept waiting
   */
  public CompletableFuture<List<Profile>> getAll(List<String> userIds, Duration deadline) {
    return lookups.start(names(userIds), selection, deadline).thenApply(this::profiles);
  }

  /** As {@link #get}, but waits. */
  public Profile getBlocking(String userId, Duration deadline) {
    return getAllBlocking(List.of(userId), deadline).get(0);
  }

  /**
   * As {@link #getAll}, but waits; where a connection is free, without a change of threads.
   *
   * @throws java.util.concurrent.CancellationException if the thread is interrupted; it stays so
   */
  public List<Profile> getAllBlocking(List<String> userIds, Duration deadline) {
    return profiles(lookups.now(names(userIds), selection, deadline));
  }

  private List<String> names(List<String> userIds) {
    return settings.pseudonyms().isKeyed()
        ? userIds.stream().map(settings.pseudonyms()::name).toList()
        : userIds;
  }

  private List<Profile> profiles(List<SelectedRow> rows) {
    long readAt = settings.clock().millis();
    List<Profile> profiles = new ArrayList<>(rows.size());
    for (SelectedRow row : rows) {
      profiles.add(new Profile(this, row, readAt));
    }
    return profiles;
  }

  /**
   * Checks that {@link Profile#as} can make such records of this view's profiles.
   *
   * <p>A column of type {@code long} fits long, Long, OptionalLong and the double types; {@code
   * double} fits double, Double, OptionalDouble; {@code string} String; {@code timestamp} Instant;
   * {@code string_list} List; {@code long_map} Map; {@code embedding} float[]. Any but the
   * primitive ones may be wrapped in an Optional.
   *
   * @throws IllegalArgumentException if a component is no column of the view, with the nearest one,
   *     or its type does not fit
   */
  public void check(Class<? extends Record> type) {
    mapping(type);
  }

  @SuppressWarnings("unchecked") // put under its own class
  <R extends Record> RecordMapping<R> mapping(Class<R> type) {
    RecordMapping<?> mapping = mappings.get(type);
    if (mapping == null) {
      mapping = mappings.computeIfAbsent(type, unused -> RecordMapping.of(type, this));
    }
    return (RecordMapping<R>) mapping;
  }

  int slot(String column) {
    Integer slot = slots.get(column);
    if (slot == null) {
      throw new IllegalArgumentException(
          "the view has no column '" + column + "'" + NearestName.hint(column, columns));
    }
    return slot;
  }

  ColumnType type(int slot) {
    return types[slot];
  }

  Column column(int slot) {
    return selection.columns().get(slot);
  }

  boolean isEmbedding(int slot) {
    return slot == embeddingSlot;
  }

  long staleAfterMillis() {
    return staleAfterMillis;
  }
}
