package io.portrait.sql.live;

import com.google.common.collect.Iterators;
import io.portrait.online.OnlineStore;
import io.portrait.online.StoredProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.io.GenericInputFormat;
import org.apache.flink.api.common.io.NonParallelInput;
import org.apache.flink.core.io.GenericInputSplit;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/** Every profile in Redis, or those of some users, once; a few hundred in a round trip. */
public final class LiveScan extends GenericInputFormat<RowData> implements NonParallelInput {

  private static final long serialVersionUID = 1L;

  private static final int BATCH = 500;

  private final LiveAddress address;
  private final LiveRows rows;
  private final @Nullable ArrayList<String> users;
  private final long limit;
  private transient @Nullable OnlineStore store;
  private transient Iterator<RowData> profiles = Collections.emptyIterator();

  /**
   * A scan.
   *
   * @param users null for everybody
   * @param limit rows at most
   */
  LiveScan(LiveAddress address, LiveRows rows, @Nullable List<String> users, long limit) {
    this.address = address;
    this.rows = rows;
    this.users = users == null ? null : new ArrayList<>(users);
    this.limit = limit;
  }

  @Override
  public void open(GenericInputSplit split) throws IOException {
    super.open(split);
    OnlineStore opened = address.open();
    store = opened;
    Iterator<String> asked = users == null ? opened.users() : users.iterator();
    Iterator<RowData> all =
        Iterators.concat(
            Iterators.transform(Iterators.partition(asked, BATCH), page -> page(opened, page)));
    profiles = Iterators.limit(all, (int) Math.min(limit, Integer.MAX_VALUE));
  }

  /** Of a page of users those rows that are there. */
  private Iterator<RowData> page(OnlineStore opened, List<String> page) {
    List<RowData> found = new ArrayList<>(page.size());
    for (Optional<StoredProfile> profile : opened.getAll(page)) {
      profile.ifPresent(present -> found.add(rows.of(present)));
    }
    return found.iterator();
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
  }
}
