/** What puts records into the topic: files and the generator, each record exactly once. */
@NullMarked
package io.portrait.cli.feed;

import org.jspecify.annotations.NullMarked;
