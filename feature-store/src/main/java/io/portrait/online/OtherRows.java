package io.portrait.online;

import io.portrait.event.ErasedUser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * The second look, for users without a packed row: theirs may be a hash, or they were erased, or
 * there is no such user. Thread-safe.
 *
 * <p>No command reads a hash with another key: its embedding is read before and after it, and the
 * one that belongs to it is taken.
 */
final class OtherRows {

  private final OnlineKeys keys;
  private final KnownSchemas schemas;
  private final ErasureSalt salt;

  OtherRows(OnlineKeys keys, KnownSchemas schemas) {
    this.keys = keys;
    this.schemas = schemas;
    salt = new ErasureSalt();
  }

  /**
   * Reads.
   *
   * @param missing whom, as places in {@code wanted}; their places in {@code rows} are filled
   */
  void read(
      List<SelectedRows.Wanted> wanted, List<Integer> missing, SelectedRow[] rows, Trip trip) {
    boolean asksForSalt = salt.isDue();
    List<CommandArguments> commands = new ArrayList<>();
    for (int place : missing) {
      String userId = wanted.get(place).userId();
      boolean embedding = wanted.get(place).selection().wantsEmbedding();
      if (embedding) {
        commands.add(new CommandArguments(Command.GET).key(keys.embedding(userId)));
      }
      commands.add(new CommandArguments(Command.HGETALL).key(keys.profile(userId)));
      if (embedding) {
        commands.add(new CommandArguments(Command.GET).key(keys.embedding(userId)));
      }
    }
    if (asksForSalt) {
      commands.add(new CommandArguments(Command.GET).key(keys.erasureSalt()));
    }
    List<@Nullable Object> replies = trip.send(commands);
    if (asksForSalt) {
      salt.learn(replies.get(replies.size() - 1));
    }
    List<Integer> nowhere = new ArrayList<>();
    int at = 0;
    for (int place : missing) {
      SelectedRows.Wanted one = wanted.get(place);
      int width = one.selection().wantsEmbedding() ? 3 : 1;
      SelectedRow row = hash(one, replies.subList(at, at + width), trip);
      at += width;
      if (row == null) {
        nowhere.add(place);
      } else {
        rows[place] = row;
      }
    }
    erased(wanted, nowhere, rows, trip);
  }

  /** Null where there is no hash either. */
  private @Nullable SelectedRow hash(
      SelectedRows.Wanted one, List<@Nullable Object> replies, Trip trip) {
    for (Object reply : replies) {
      if (reply instanceof RuntimeException) {
        return Trip.failed(one.userId(), reply);
      }
    }
    int middle = replies.size() / 2;
    if (!(replies.get(middle) instanceof List<?> pairs) || pairs.isEmpty()) {
      return null;
    }
    try {
      Map<String, String> fields = fields(pairs);
      RowHeader header = new HashRowReader(fields).header();
      Selection selection = one.selection();
      ColumnPlaces places = selection.places(header.schema(), schemas.get(header.schema(), trip));
      SelectedRow row = HashColumns.read(one.userId(), header, fields, places);
      if (selection.wantsEmbedding()) {
        float[] before = EmbeddingBytes.read((byte[]) replies.get(0), header);
        row.setEmbedding(
            selection.embeddingSlot(),
            before != null ? before : EmbeddingBytes.read((byte[]) replies.get(2), header));
      }
      return row;
    } catch (IllegalArgumentException e) {
      return SelectedRow.failed(one.userId(), String.valueOf(e.getMessage()), false);
    } catch (OnlineStoreException e) {
      return Trip.failed(one.userId(), e);
    }
  }

  private static Map<String, String> fields(List<?> pairs) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      fields.put(text(pairs.get(i)), text(pairs.get(i + 1)));
    }
    return fields;
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  private void erased(
      List<SelectedRows.Wanted> wanted, List<Integer> nowhere, SelectedRow[] rows, Trip trip) {
    byte[] known = salt.value();
    if (known == null || nowhere.isEmpty()) {
      nowhere.forEach(place -> rows[place] = SelectedRow.notFound(wanted.get(place).userId()));
      return;
    }
    List<CommandArguments> commands = new ArrayList<>(nowhere.size());
    for (int place : nowhere) {
      String hash = ErasedUser.hash(known, wanted.get(place).userId());
      commands.add(new CommandArguments(Command.EXISTS).key(keys.erased(hash)));
    }
    List<@Nullable Object> replies = trip.send(commands);
    for (int i = 0; i < nowhere.size(); i++) {
      String userId = wanted.get(nowhere.get(i)).userId();
      Object reply = replies.get(i);
      if (reply instanceof RuntimeException) {
        rows[nowhere.get(i)] = Trip.failed(userId, reply);
      } else {
        boolean there = reply instanceof Long count && count > 0;
        rows[nowhere.get(i)] = there ? SelectedRow.erased(userId) : SelectedRow.notFound(userId);
      }
    }
  }
}
