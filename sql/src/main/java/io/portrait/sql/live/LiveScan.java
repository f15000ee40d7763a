package io.portrait.sql.live;

import com.google.common.collect.Iterators;
import io.portrait.client.ProfileClient;
import io.portrait.online.OnlineStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.api.common.io.GenericInputFormat;
import org.apache.flink.api.common.io.NonParallelInput;
import org.apache.flink.core.io.GenericInputSplit;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/** Every profile in Redis, or those of some users, once; a few hundred in a round trip. */
public final class LiveScan extends GenericInputFormat<RowData> implements NonParallelInput {

  private static final long serialVersionUID = 1L;

  private static final int BATCH = 500;

  private final LiveAddress address;
  private final RowType columns;
  private final @Nullable ArrayList<String> users;
  private final long limit;
  private transient @Nullable OnlineStore store;
  private transient @Nullable ProfileClient client;
  private transient Iterator<RowData> profiles = Collections.emptyIterator();

  /**
   * A scan.
   *
   * @param columns of a row
   * @param users null for everybody
   * @param limit rows at most
   */
  LiveScan(LiveAddress address, RowType columns, @Nullable List<String> users, long limit) {
    this.address = address;
    this.columns = columns;
    this.users = users == null ? null : new ArrayList<>(users);
    this.limit = limit;
  }

  @Override
  public void open(GenericInputSplit split) throws IOException {
    super.open(split);
    ProfileClient opened = address.client();
    client = opened;
    LiveRows rows = LiveRows.of(columns, opened);
    Iterator<RowData> all =
        Iterators.concat(
            Iterators.transform(Iterators.partition(users(), BATCH), page -> page(rows, page)));
    profiles = Iterators.limit(all, (int) Math.min(limit, Integer.MAX_VALUE));
  }

  private Iterator<String> users() {
    if (users != null) {
      return users.iterator();
    }
    OnlineStore opened = address.store();
    store = opened;
    return opened.users();
  }

  /** Of a page of users those rows that are there. */
  private Iterator<RowData> page(LiveRows rows, List<String> page) {
    return rows.view().getAllBlocking(page, address.timeout()).stream()
        .filter(LiveRows::isThere)
        .map(rows::of)
        .iterator();
  }

  @Override
  public boolean reachedEnd() {
    return !profiles.hasNext();
  }

  @Override
  public RowData nextRecord(@Nullable RowData reuse) {
    return profiles.next();
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
      store = null;
    }
    if (client != null) {
      client.close();
      client = null;
    }
  }
}
