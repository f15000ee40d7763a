/** What comes in: a record of bytes becomes an event or a rejected event, never nothing. */
@NullMarked
package io.portrait.event;

import org.jspecify.annotations.NullMarked;
