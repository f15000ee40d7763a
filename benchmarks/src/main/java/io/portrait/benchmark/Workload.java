package io.portrait.benchmark;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * Events of a shop that are computed from their index: no run, and no restart, sees others.
 *
 * <p>Users come in sessions of {@link #SESSION} events, {@link #APART_MILLIS} apart. Many sessions
 * run at the same time, as they do in a busy shop, so that an event of a user has those of all
 * others between it and the next. When they are over, event time leaps to the next such burst, so
 * that all bursts together span {@link #SPAN}.
 *
 * @param events a multiple of {@code tasks}
 * @param users a session is of user k with a probability of about 1/k (Zipf, exponent 1)
 * @param sessions how many run at the same time
 * @param hotShare of all sessions are one user's, beyond those that Zipf gives; 0 for none
 * @param withIds whether events have an id, by which copies are recognised
 * @param tasks of the source; each has users of its own, as a partition of a topic has
 */
record Workload(long events, long users, int sessions, double hotShare, boolean withIds, int tasks)
    implements Serializable {

  /** Events of a session. */
  static final int SESSION = 8;

  /** Between two events of a session. */
  static final long APART_MILLIS = 5_000;

  /** From the first event to the last, about. */
  static final Duration SPAN = Duration.ofDays(30);

  /** The first event's time. */
  static final long START_MILLIS = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();

  private static final int SESSIONS = 512;

  Workload {
    if (events < tasks || events % tasks != 0 || users < tasks || sessions < tasks || tasks < 1) {
      throw new IllegalArgumentException(
          events + " events, " + users + " users, " + sessions + " sessions, " + tasks + " tasks");
    }
  }

  /** The usual one, with as many events as the tasks can share evenly. */
  static Workload of(long events, long users, int tasks) {
    long even = Math.max(1, events / tasks) * tasks;
    return new Workload(even, Math.max(users, tasks), SESSIONS, 0, false, tasks);
  }

  /** With fewer events: of fewer users in smaller bursts, so that each does as much as before. */
  Workload scaledTo(long fewer) {
    if (fewer >= events) {
      return this;
    }
    double scale = (double) fewer / events;
    return new Workload(
        Math.max(1, fewer / tasks) * tasks,
        Math.max(tasks, Math.round(users * scale)),
        (int) Math.max(tasks, Math.round(sessions * scale)),
        hotShare,
        withIds,
        tasks);
  }

  /** With as many events of more or fewer users. */
  Workload withUsers(long others) {
    return new Workload(events, Math.max(others, tasks), sessions, hotShare, withIds, tasks);
  }

  /** With one user who has such a share of all sessions. */
  Workload withHotUser(double share) {
    return new Workload(events, users, sessions, share, withIds, tasks);
  }

  /** With an id for every event. */
  Workload withEventIds() {
    return new Workload(events, users, sessions, hotShare, true, tasks);
  }

  long eventsPerTask() {
    return events / tasks;
  }

  int sessionsPerTask() {
    return sessions / tasks;
  }

  /** From the start of a burst to the start of the next. */
  long burstMillis() {
    long eventsOfBurst = (long) SESSION * sessionsPerTask();
    long bursts = (eventsPerTask() + eventsOfBurst - 1) / eventsOfBurst;
    return Math.max(SPAN.toMillis() / bursts, SESSION * APART_MILLIS);
  }
}
