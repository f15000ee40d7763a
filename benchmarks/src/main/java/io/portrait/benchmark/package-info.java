/** How fast Portrait is, and where its time goes. Every figure is taken beside what it means. */
@NullMarked
package io.portrait.benchmark;

import org.jspecify.annotations.NullMarked;
