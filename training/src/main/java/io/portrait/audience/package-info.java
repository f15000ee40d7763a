/**
 * Audiences: the users whose profiles meet a condition, or who are like some others, each with the
 * reasons why.
 */
@NullMarked
package io.portrait.audience;

import org.jspecify.annotations.NullMarked;
