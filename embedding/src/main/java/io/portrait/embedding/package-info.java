/** Texts become vectors: in batches, each text once, shared by all who ask in this process. */
@NullMarked
package io.portrait.embedding;

import org.jspecify.annotations.NullMarked;
