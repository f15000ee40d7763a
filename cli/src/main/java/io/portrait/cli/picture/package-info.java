/** Pictures as files, all in one style. */
@NullMarked
package io.portrait.cli.picture;

import org.jspecify.annotations.NullMarked;
