/**
 * For apps: resolves columns once, then fetches them for many users, asynchronously or not. Start
 * at {@link io.portrait.client.ProfileClient}.
 */
@NullMarked
package io.portrait.client;

import org.jspecify.annotations.NullMarked;
