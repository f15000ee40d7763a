/** What fuzz tests share: how inputs are spoilt, and how many have been tried. */
@NullMarked
package io.portrait.fuzz;

import org.jspecify.annotations.NullMarked;
