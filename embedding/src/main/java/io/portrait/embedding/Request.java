package io.portrait.embedding;

import java.util.concurrent.CompletableFuture;

/**
 * A text on its way to a device.
 *
 * @param text what is to be embedded
 * @param since when it was asked for, by {@link System#nanoTime}
 * @param vector where the answer goes; fails with an {@code EncodingException} where there is none
 */
record Request(String text, long since, CompletableFuture<float[]> vector) {

  static Request of(String text) {
    return new Request(text, System.nanoTime(), new CompletableFuture<>());
  }
}
