/** Learning against the naive way, on generated users. */
@NullMarked
package io.portrait.learning;

import org.jspecify.annotations.NullMarked;
