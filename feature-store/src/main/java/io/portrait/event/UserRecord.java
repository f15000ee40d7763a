package io.portrait.event;

/** What is told of a user: an event, bare or with what its text means, or an erasure. */
public sealed interface UserRecord permits Event, EmbeddedEvent, Erasure {

  /** Whom it is about. */
  String userId();
}
