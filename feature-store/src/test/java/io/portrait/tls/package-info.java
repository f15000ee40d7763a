/** Certificates for tests. */
@NullMarked
package io.portrait.tls;

import org.jspecify.annotations.NullMarked;
