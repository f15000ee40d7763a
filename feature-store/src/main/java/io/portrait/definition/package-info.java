/** The definition file: what to compute, checked completely before anything starts. */
@NullMarked
package io.portrait.definition;

import org.jspecify.annotations.NullMarked;
