package io.portrait.http;

import java.time.Duration;

/**
 * How much one may ask for.
 *
 * @param usersPerBatch at least 1
 * @param bodyBytes of a request, once unpacked; at least 1
 * @param requestsInFlight how many requests for profiles are worked on at the same time, at least
 *     1; the next one is told to try again
 * @param connections that are open at the same time, at least 1; further ones wait to be accepted
 * @param deadline how long reading may take where the request does not say
 * @param longestDeadline what a request may say at most
 * @param idle how long a connection may be silent, also in the middle of a request
 */
public record Limits(
    int usersPerBatch,
    int bodyBytes,
    int requestsInFlight,
    int connections,
    Duration deadline,
    Duration longestDeadline,
    Duration idle) {

  /** What holds unless it is said. */
  public static final Limits DEFAULT =
      new Limits(
          1_000,
          1 << 20,
          1_000,
          2_000,
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));

  public Limits {
    if (Math.min(Math.min(usersPerBatch, bodyBytes), Math.min(requestsInFlight, connections)) < 1) {
      throw new IllegalArgumentException("each limit is at least 1");
    }
  }

  /** With another number of users a batch. */
  public Limits withUsersPerBatch(int users) {
    return new Limits(
        users, bodyBytes, requestsInFlight, connections, deadline, longestDeadline, idle);
  }
}
