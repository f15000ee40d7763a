/** The row in Redis: its bytes, its keys, and the write that a newer row always wins. */
@NullMarked
package io.portrait.online;

import org.jspecify.annotations.NullMarked;
