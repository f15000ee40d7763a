package io.portrait.event;

/**
 * A record without an event that says how far time has come: those that follow it in its partition
 * are not earlier. So a partition with few events, or at the end of a file, holds nobody back.
 *
 * @param timeMillis epoch milliseconds; moves time as an event of that time would
 */
public record Heartbeat(long timeMillis) implements ParsedEvent {}
