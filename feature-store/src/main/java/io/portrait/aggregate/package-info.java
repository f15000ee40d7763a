/**
 * What windows mean: plain Java over tiles; takes events, gives the values of a user as of a time.
 */
@NullMarked
package io.portrait.aggregate;

import org.jspecify.annotations.NullMarked;
