/** Certificates and keys in PEM, as mounted files have them. Beside the ladder: all may ask. */
@NullMarked
package io.portrait.tls;

import org.jspecify.annotations.NullMarked;
