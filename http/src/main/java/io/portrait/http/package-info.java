/**
 * Profiles over HTTP, for those who cannot reach Redis: a thin skin on {@link io.portrait.client}.
 *
 * <p>A request goes {@link ProfileServer} (Jetty) to {@link Router} (which route, may it, is there
 * room) to a {@link Route}, which promises an {@link Answer}. Nobody waits on the way: threads are
 * Jetty's, and the client's.
 */
@NullMarked
package io.portrait.http;

import org.jspecify.annotations.NullMarked;
