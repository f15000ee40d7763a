package io.portrait.event;

/**
 * What a record turned out to be. Each is an event or a rejected event, and none is lost; but for
 * heartbeats and erasures, which tell the job something else.
 */
public sealed interface ParsedEvent permits Event, RejectedEvent, Heartbeat, Erasure {}
