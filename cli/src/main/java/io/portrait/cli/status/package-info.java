/** What the user sees of a running job. */
@NullMarked
package io.portrait.cli.status;

import org.jspecify.annotations.NullMarked;
