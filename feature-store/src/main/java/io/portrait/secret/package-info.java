/**
 * Where secrets come from: the environment, or files that it names. Beside the ladder: all may ask.
 */
@NullMarked
package io.portrait.secret;

import org.jspecify.annotations.NullMarked;
