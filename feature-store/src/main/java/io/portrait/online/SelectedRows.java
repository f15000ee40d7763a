package io.portrait.online;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Reads some columns of many users, in whichever encoding their rows lie. Thread-safe.
 *
 * <p>Users with a packed row take one round trip, and row and embedding are read by one command, so
 * that they are of one version. Who has none takes a second: as a hash; and a third among the
 * erased. Plain reading commands all, for users who may do nothing else.
 *
 * <p>No user harms another: what cannot be read is {@link SelectedRow.Outcome#ERROR}.
 */
public final class SelectedRows {

  /** How many keys one command reads at most: Redis serves nobody else meanwhile. */
  private static final int KEYS = 256;

  private final RedisLink link;
  private final OnlineKeys keys;
  private final KnownSchemas schemas;
  private final OtherRows others;

  /**
   * What is wanted.
   *
   * @param userId whose
   * @param selection which columns
   */
  public record Wanted(String userId, Selection selection) {}

  /** A reader of a project's rows. */
  public SelectedRows(RedisLink link, String project) {
    this.link = link;
    keys = new OnlineKeys(project);
    schemas = new KnownSchemas(keys);
    others = new OtherRows(keys, schemas);
  }

  /** Whether there are connections to every server, so that nobody need wait for the first. */
  public boolean isConnected() {
    return link.isConnected();
  }

  /**
   * Reads.
   *
   * @param deadline by {@link System#nanoTime()}; what is not there by then is an error
   * @param again whether a connection that has died is replaced, once, and a new one waited for
   * @return a row each, in order
   */
  public List<SelectedRow> read(List<Wanted> wanted, long deadline, boolean again) {
    Trip trip = new Trip(link, deadline, again);
    List<@Nullable Object> values = values(wanted, trip);
    SelectedRow[] rows = new SelectedRow[wanted.size()];
    List<Integer> missing = new ArrayList<>();
    int at = 0;
    for (int place = 0; place < rows.length; place++) {
      Wanted one = wanted.get(place);
      Object value = values.get(at++);
      Object embedding = one.selection().wantsEmbedding() ? values.get(at++) : null;
      if (value == null) {
        missing.add(place);
      } else if (value instanceof byte[] bytes) {
        rows[place] = packed(one, bytes, (byte[]) embedding, trip);
      } else {
        rows[place] = Trip.failed(one.userId(), value);
      }
    }
    if (!missing.isEmpty()) {
      others.read(wanted, missing, rows, trip);
    }
    return Arrays.asList(rows);
  }

  private SelectedRow packed(Wanted one, byte[] bytes, byte @Nullable [] embedding, Trip trip) {
    Selection selection = one.selection();
    try {
      RowHeader header = RowHeader.read(bytes);
      ColumnPlaces places = selection.places(header.schema());
      if (places == null) {
        places = selection.places(header.schema(), schemas.get(header.schema(), trip));
      }
      SelectedRow row = PackedColumns.read(one.userId(), header, bytes, places);
      if (selection.wantsEmbedding()) {
        row.setEmbedding(selection.embeddingSlot(), EmbeddingBytes.read(embedding, header));
      }
      return row;
    } catch (IllegalArgumentException e) {
      return SelectedRow.failed(one.userId(), String.valueOf(e.getMessage()), false);
    } catch (OnlineStoreException e) {
      return Trip.failed(one.userId(), e);
    }
  }

  /**
   * A row's bytes and, where wanted, its embedding's, for each user: null where there is no string,
   * an exception where there was no answer.
   */
  private List<@Nullable Object> values(List<Wanted> wanted, Trip trip) {
    List<CommandArguments> commands = new ArrayList<>();
    List<Integer> widths = new ArrayList<>();
    CommandArguments command = new CommandArguments(Command.MGET);
    int width = 0;
    // The keys of a cluster's user share a slot, those of two users hardly ever.
    int most = link.isCluster() ? 1 : KEYS - 1;
    for (Wanted one : wanted) {
      add(command, keys.profile(one.userId()));
      width++;
      if (one.selection().wantsEmbedding()) {
        add(command, keys.embedding(one.userId()));
        width++;
      }
      if (width >= most) {
        commands.add(command);
        widths.add(width);
        command = new CommandArguments(Command.MGET);
        width = 0;
      }
    }
    if (width > 0) {
      commands.add(command);
      widths.add(width);
    }
    List<@Nullable Object> replies = trip.send(commands);
    if (replies.size() == 1 && replies.get(0) instanceof List<?> all) {
      return Collections.unmodifiableList(all);
    }
    List<@Nullable Object> values = new ArrayList<>(2 * wanted.size());
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof List<?> some) {
        values.addAll(some);
      } else {
        for (int left = widths.get(i); left > 0; left--) {
          values.add(replies.get(i));
        }
      }
    }
    return values;
  }

  /** Only a cluster's commands need to tell which of their arguments are keys. */
  private void add(CommandArguments command, byte[] key) {
    if (link.isCluster()) {
      command.key(key);
    } else {
      command.add(key);
    }
  }
}
