/** {@code portrait erase}: how the job is told, what Redis and folders hold, and the receipt. */
@NullMarked
package io.portrait.cli.erase;

import org.jspecify.annotations.NullMarked;
