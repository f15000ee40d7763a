/** Sentence models as they run: their files, and the engine that opens them on a device. */
@NullMarked
package io.portrait.embedding.model;

import org.jspecify.annotations.NullMarked;
