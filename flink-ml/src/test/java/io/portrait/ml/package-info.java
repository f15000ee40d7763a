@NullMarked
package io.portrait.ml;

import org.jspecify.annotations.NullMarked;
