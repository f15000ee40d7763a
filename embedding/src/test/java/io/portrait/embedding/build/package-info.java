/** Files that are made, byte for byte, and what is refused. */
@NullMarked
package io.portrait.embedding.build;

import org.jspecify.annotations.NullMarked;
