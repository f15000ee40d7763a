/** The command line: everything on one machine, one command. */
@NullMarked
package io.portrait.cli;

import org.jspecify.annotations.NullMarked;
