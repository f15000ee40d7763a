/**
 * Training sets: labels joined to what was known of their users by then, and never to anything
 * later; with a manifest, from which the same set can be drawn again.
 */
@NullMarked
package io.portrait.training;

import org.jspecify.annotations.NullMarked;
