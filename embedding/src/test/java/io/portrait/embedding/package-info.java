/** Tests of what stands between those who ask for vectors and the model. */
@NullMarked
package io.portrait.embedding;

import org.jspecify.annotations.NullMarked;
