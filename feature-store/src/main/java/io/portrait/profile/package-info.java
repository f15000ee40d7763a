/** One row per user: values, tags and provenance, and the schema that says what each column is. */
@NullMarked
package io.portrait.profile;

import org.jspecify.annotations.NullMarked;
