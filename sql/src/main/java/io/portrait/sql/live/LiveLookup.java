package io.portrait.sql.live;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncLookupFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.jspecify.annotations.Nullable;

/** Looks profiles up by user; who has none gets no row. */
public final class LiveLookup extends AsyncLookupFunction {

  private static final long serialVersionUID = 1L;

  private final LiveAddress address;
  private final int retries;
  private final LiveRows rows;
  private final int user;
  private final KeyMatch match;
  private transient @Nullable ProfileFetcher fetcher;

  LiveLookup(LiveAddress address, int retries, LiveRows rows, int user, KeyMatch match) {
    this.address = address;
    this.retries = retries;
    this.rows = rows;
    this.user = user;
    this.match = match;
  }

  @Override
  public void open(FunctionContext context) {
    fetcher = new ProfileFetcher(address.open(), retries);
  }

  @Override
  public CompletableFuture<Collection<RowData>> asyncLookup(RowData key) {
    ProfileFetcher open = fetcher;
    if (open == null) {
      throw new IllegalStateException("looked up before open, or after close");
    }
    if (key.isNullAt(user)) {
      return CompletableFuture.completedFuture(List.of());
    }
    return open.get(key.getString(user).toString())
        .thenApply(
            profile ->
                profile
                    .map(rows::of)
                    .filter(row -> match.test(key, row))
                    .<Collection<RowData>>map(List::of)
                    .orElse(List.of()));
  }

  @Override
  public void close() {
    if (fetcher != null) {
      fetcher.close();
      fetcher = null;
    }
  }
}
