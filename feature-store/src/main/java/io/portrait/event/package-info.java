/**
 * The first step: takes the bytes of records, from a topic or a file, and gives {@link
 * io.portrait.event.Event} or {@link io.portrait.event.RejectedEvent} to clean, never nothing.
 */
@NullMarked
package io.portrait.event;

import org.jspecify.annotations.NullMarked;
