package io.portrait.event;

/**
 * What a record turned out to be. Each is an event or a rejected event, and none is lost; but for
 * heartbeats, which are no records.
 */
public sealed interface ParsedEvent permits Event, RejectedEvent, Heartbeat {}
