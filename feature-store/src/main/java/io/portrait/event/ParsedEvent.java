package io.portrait.event;

/** What a record turned out to be. Every record is exactly one of the two; none is lost. */
public sealed interface ParsedEvent permits Event, RejectedEvent {}
