package io.portrait.audit;

import io.portrait.definition.Definition;
import io.portrait.event.ErasedUser;
import io.portrait.event.Erasure;
import io.portrait.event.Event;
import io.portrait.event.EventParser;
import io.portrait.event.Heartbeat;
import io.portrait.event.Origin;
import io.portrait.event.ParsedEvent;
import io.portrait.event.Pseudonyms;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * One pass over all stored events, in which those of some users are kept: memory grows with their
 * events and with nothing else. Records are parsed by the rules of the job. Not thread-safe.
 */
public final class EventHistory {

  private static final Origin NOWHERE = new Origin("", 0, 0);

  private final EventParser parser;
  private final Map<String, UserHistory> users = new HashMap<>();
  private final Map<Integer, Long> latest = new TreeMap<>();
  private volatile long records;
  private long rejected;
  private volatile long kept;
  private boolean isCut;

  /** Keeps the events of these users, who are called as they are in events. */
  public EventHistory(Definition definition, Collection<String> userIds) {
    this(definition, userIds, Pseudonyms.NONE);
  }

  /** Keeps the events of these users, who are called by their pseudonyms. */
  public EventHistory(Definition definition, Collection<String> userIds, Pseudonyms pseudonyms) {
    this.parser = new EventParser(definition.events(), pseudonyms);
    userIds.forEach(user -> users.put(user, new UserHistory(definition)));
  }

  /**
   * Takes the next record of a partition.
   *
   * @param record null for one without value
   * @param key as {@link Refusals} knows it
   * @param nowMillis the clock
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others watch
  public void take(byte @Nullable [] record, long key, int partition, long nowMillis) {
    records++;
    ParsedEvent parsed = parser.parse(record, NOWHERE, nowMillis);
    if (parsed instanceof Event event) {
      long before = latest.getOrDefault(partition, Long.MIN_VALUE);
      UserHistory user = users.get(event.userId());
      if (user != null) {
        user.add(event, key, partition, before);
        kept++;
      }
      latest.put(partition, Math.max(before, event.timeMillis()));
    } else if (parsed instanceof Erasure erasure) {
      UserHistory user = users.get(erasure.userId());
      if (user != null) {
        user.erase(erasure.timeMillis());
      }
    } else {
      rejected++;
    }
  }

  /**
   * Leaves out what erased users did until then, as the table of erasures has it: not every erasure
   * goes through the topic.
   */
  public void erase(Table erasures) {
    byte[] salt = OfflineTables.erasureSalt(erasures);
    Map<String, UserHistory> byHash = new HashMap<>();
    users.forEach((id, user) -> byHash.put(ErasedUser.hash(salt, id), user));
    OfflineReader.forEach(
        erasures,
        Expressions.alwaysTrue(),
        row -> {
          UserHistory user = byHash.get((String) row.get("user_hash"));
          if (user != null) {
            user.refuse(((Instant) Objects.requireNonNull(row.get("erased_at"))).toEpochMilli());
          }
        });
  }

  /** Takes a heartbeat, which moves time as an event does. */
  public void take(Heartbeat heartbeat, int partition) {
    latest.merge(partition, heartbeat.timeMillis(), Math::max);
  }

  /** Says that the first events are no longer stored. */
  public void cut() {
    isCut = true;
  }

  /** Records so far. */
  public long records() {
    return records;
  }

  /** Those that are no events, whatever the time. */
  public long rejected() {
    return rejected;
  }

  /** Events kept. */
  public long kept() {
    return kept;
  }

  /** Whether the first events are no longer stored. */
  public boolean isCut() {
    return isCut;
  }

  /** Whether time may have gone on in one partition without the others. */
  boolean hasSeveralPartitions() {
    return latest.size() > 1;
  }

  /** The greatest time read; {@link Long#MIN_VALUE} before the first event. */
  long latest() {
    return latest.values().stream().mapToLong(Long::longValue).max().orElse(Long.MIN_VALUE);
  }

  /** What the job has to have made of a user's events. */
  UserHistory.Life life(String userId, Refusals refusals) {
    UserHistory user = users.get(userId);
    if (user == null) {
      throw new IllegalArgumentException("not asked for: " + userId);
    }
    return user.life(refusals, latest(), latest.size() <= 1);
  }
}
