package io.portrait.http;

import java.util.concurrent.atomic.AtomicInteger;

/** Places for requests that are worked on at the same time. Thread-safe. */
final class Room {

  private final int places;
  private final AtomicInteger taken = new AtomicInteger();

  Room(int places) {
    this.places = places;
  }

  /**
   * Takes a place, to be given back by {@link #leave}.
   *
   * @throws Problem 503, if there is none: to refuse at once is kinder than to be slow for all
   */
  void enter() {
    if (taken.incrementAndGet() > places) {
      taken.decrementAndGet();
      throw Problem.tryAgain(places + " requests are being worked on already");
    }
  }

  /** Gives a place back. */
  void leave() {
    taken.decrementAndGet();
  }

  /** How many are taken. */
  int taken() {
    return taken.get();
  }
}
