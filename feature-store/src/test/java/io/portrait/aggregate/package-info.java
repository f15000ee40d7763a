/**
 * Windows against the naive way: everything recomputed from the raw events, straight from the
 * contract.
 */
@NullMarked
package io.portrait.aggregate;

import org.jspecify.annotations.NullMarked;
