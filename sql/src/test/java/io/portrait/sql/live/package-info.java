/** The connector over real servers. */
@NullMarked
package io.portrait.sql.live;

import org.jspecify.annotations.NullMarked;
