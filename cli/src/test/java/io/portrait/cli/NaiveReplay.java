package io.portrait.cli;

import io.portrait.aggregate.NaiveUser;
import io.portrait.definition.Definition;
import io.portrait.event.Event;
import io.portrait.event.EventFile;
import io.portrait.event.EventParser;
import io.portrait.event.Origin;
import io.portrait.event.ParsedEvent;
import io.portrait.event.RejectReason;
import io.portrait.event.RejectedEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.common.utils.Utils;

/**
 * What a replay has to make of a file, told from the file alone: which records are no events, which
 * events are too late, which are copies, and whose the others are.
 *
 * <p>Whether an event is too late depends on the events before it in its partition and on nothing
 * else: a user's partition follows from the id, each partition has a source task of its own, and a
 * watermark is sent with the event that moves it. Users who come back after retention are not
 * looked out for: here they are the same as before.
 */
final class NaiveReplay {

  private static final long NEVER = Long.MIN_VALUE;

  private final Definition definition;
  private final Map<String, NaiveUser> users = new TreeMap<>();
  private final Map<String, Long> rejected = new TreeMap<>();
  private final List<String> tooLate = new ArrayList<>();

  /** By partition, the time of its latest event. */
  private final long[] latest;

  private long records;
  private long duplicates;

  private NaiveReplay(Definition definition, int partitions) {
    this.definition = definition;
    latest = new long[partitions];
    Arrays.fill(latest, NEVER);
  }

  /**
   * Goes through a file.
   *
   * @param partitions the replay's {@code --parallelism}
   */
  static NaiveReplay of(Definition definition, Path file, int partitions) throws IOException {
    NaiveReplay replay = new NaiveReplay(definition, partitions);
    EventParser parser = new EventParser(definition.events());
    Origin origin = new Origin("", 0, 0);
    long now = System.currentTimeMillis();
    try (EventFile lines = EventFile.open(file)) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        replay.records++;
        ParsedEvent parsed = parser.parse(line, origin, now);
        if (parsed instanceof RejectedEvent wrong) {
          replay.reject(wrong.reason());
        } else if (parsed instanceof Event event) {
          replay.take(event, line);
        }
      }
    }
    return replay;
  }

  /** The users with their accepted events. */
  Map<String, NaiveUser> users() {
    return users;
  }

  /** All records. */
  long records() {
    return records;
  }

  /** Second copies. */
  long duplicates() {
    return duplicates;
  }

  /** By reason, how many records are rejected; none where there is none. */
  Map<String, Long> rejected() {
    return rejected;
  }

  /** The records that are rejected as too late, as they stand in the file. */
  List<String> tooLate() {
    return tooLate;
  }

  /**
   * The time that has come for every user when the file ends: that of the latest event of all.
   *
   * @return {@link Long#MIN_VALUE} where there is no event
   */
  long watermark() {
    return watermarks().max().orElse(NEVER);
  }

  private LongStream watermarks() {
    return Arrays.stream(latest).filter(time -> time != NEVER).map(this::watermark);
  }

  private void take(Event event, byte[] line) {
    byte[] key = event.userId().getBytes(StandardCharsets.UTF_8);
    int partition = Utils.toPositive(Utils.murmur2(key)) % latest.length;
    long time = event.timeMillis();
    if (latest[partition] != NEVER
        && time < watermark(latest[partition]) - definition.longestWindowMillis()) {
      reject(RejectReason.TOO_LATE);
      tooLate.add(new String(line, StandardCharsets.UTF_8));
      return;
    }
    latest[partition] = Math.max(latest[partition], time);
    if (!users
        .computeIfAbsent(event.userId(), user -> new NaiveUser(definition))
        .add(event, Long.MIN_VALUE)) {
      duplicates++;
    }
  }

  /** In whole seconds, and before everything that may still come in order. */
  private long watermark(long latestMillis) {
    long behind = latestMillis - definition.events().maxOutOfOrderness().toMillis() - 1;
    return Math.floorDiv(behind, 1_000L) * 1_000;
  }

  private void reject(RejectReason reason) {
    rejected.merge(reason.label(), 1L, Long::sum);
  }
}
