/** How long profiles take over HTTP, beside the Java client that the HTTP reader stands on. */
@NullMarked
package io.portrait.benchmark.http;

import org.jspecify.annotations.NullMarked;
