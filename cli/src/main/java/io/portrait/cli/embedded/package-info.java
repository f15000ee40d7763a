/** Kafka, Redis and Flink inside or beside this process, each usable alone. */
@NullMarked
package io.portrait.cli.embedded;

import org.jspecify.annotations.NullMarked;
