/** Models against the weights as they were published, and users' own models. */
@NullMarked
package io.portrait.embedding.model;

import org.jspecify.annotations.NullMarked;
