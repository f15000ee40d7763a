package io.portrait.embedding;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What a text is known by: 128 bits of MurmurHash3 of its UTF-8. Two of a billion texts share one
 * with a probability of 1.5e-21.
 */
record TextHash(long high, long low) {

  static TextHash of(String text) {
    HashCode hash = Hashing.murmur3_128().hashString(text, StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.wrap(hash.asBytes()).order(ByteOrder.LITTLE_ENDIAN);
    return new TextHash(bytes.getLong(), bytes.getLong());
  }
}
