/** Who is alike: an index of the current embeddings, asked for the nearest; gives text and JSON. */
@NullMarked
package io.portrait.cli.similar;

import org.jspecify.annotations.NullMarked;
