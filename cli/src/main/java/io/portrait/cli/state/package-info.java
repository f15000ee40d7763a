/** What a whole savepoint holds, and how much of it: sizes by operator, part and user. */
@NullMarked
package io.portrait.cli.state;

import org.jspecify.annotations.NullMarked;
