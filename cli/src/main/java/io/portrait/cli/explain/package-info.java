/** What one value of a user is made of: takes the saved state of a user, gives text and JSON. */
@NullMarked
package io.portrait.cli.explain;

import org.jspecify.annotations.NullMarked;
