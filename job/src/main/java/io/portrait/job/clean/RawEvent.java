package io.portrait.job.clean;

import io.portrait.event.Origin;
import io.portrait.event.ParsedEvent;

/**
 * A record as it came, and what it turned out to be. Parsed at the source, because a watermark per
 * partition needs the event's own time there; the bytes travel along only inside the source's task,
 * for events that are rejected later.
 *
 * @param bytes the record's value; empty for a record without one
 * @param origin where it came from
 * @param parsed what it is
 */
public record RawEvent(byte[] bytes, Origin origin, ParsedEvent parsed) {}
