/** Going back to a checkpoint before the latest: which are whole, and what came after them. */
@NullMarked
package io.portrait.cli.fallback;

import org.jspecify.annotations.NullMarked;
