/**
 * How well churn and segments are learned in the stream, beside models that are fitted anew at
 * every tick on everything known by then. Reads files of events as the job's steps would, without
 * Flink.
 */
@NullMarked
package io.portrait.benchmark.learning;

import org.jspecify.annotations.NullMarked;
