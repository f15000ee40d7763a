/** Strict reading of YAML files that people write: every mistake reported, each with its place. */
@NullMarked
package io.portrait.yaml;

import org.jspecify.annotations.NullMarked;
