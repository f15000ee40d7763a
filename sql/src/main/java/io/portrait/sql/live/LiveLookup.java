package io.portrait.sql.live;

import io.portrait.client.Profile;
import io.portrait.client.ProfileClient;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncLookupFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * Looks profiles up by user; who has none gets no row. Look-ups that are under way together share
 * round trips.
 */
public final class LiveLookup extends AsyncLookupFunction {

  private static final long serialVersionUID = 1L;

  private final LiveAddress address;
  private final RowType columns;
  private final int user;
  private final KeyMatch match;
  private transient @Nullable ProfileClient client;
  private transient @Nullable LiveRows rows;

  /**
   * Look-ups.
   *
   * @param columns of a row
   * @param user which part of a key is the user
   * @param match compares the others
   */
  LiveLookup(LiveAddress address, RowType columns, int user, KeyMatch match) {
    this.address = address;
    this.columns = columns;
    this.user = user;
    this.match = match;
  }

  @Override
  public void open(FunctionContext context) {
    ProfileClient opened = address.client();
    client = opened;
    rows = LiveRows.of(columns, opened);
  }

  @Override
  public CompletableFuture<Collection<RowData>> asyncLookup(RowData key) {
    LiveRows open = rows;
    if (open == null) {
      throw new IllegalStateException("looked up before open");
    }
    if (key.isNullAt(user)) {
      return CompletableFuture.completedFuture(List.of());
    }
    return open.view()
        .get(key.getString(user).toString(), address.timeout())
        .thenApply(profile -> row(open, key, profile));
  }

  private Collection<RowData> row(LiveRows open, RowData key, Profile profile) {
    if (!LiveRows.isThere(profile)) {
      return List.of();
    }
    RowData row = open.of(profile);
    return match.test(key, row) ? List.of(row) : List.of();
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
      client = null;
    }
  }
}
