/** The connector {@code portrait-redis}: the profiles that Redis serves, looked up and scanned. */
@NullMarked
package io.portrait.sql.live;

import org.jspecify.annotations.NullMarked;
