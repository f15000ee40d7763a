package io.portrait.erasure;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Set;

/**
 * Looks for ids in any bytes, a block at a time. Ids of fewer than {@value Mentions#LONG_BYTES}
 * bytes are not looked for: any long file has them by chance.
 */
public final class ByteSearch {

  private static final int BLOCK = 1 << 20;

  private final Mentions mentions;

  /** For these ids. */
  public ByteSearch(Set<String> ids) {
    mentions = new Mentions(ids);
  }

  /** Whether one of them stands in what a stream gives; reads no further than that. */
  public boolean holds(InputStream bytes) throws IOException {
    int overlap = Math.max(0, mentions.longest() - 1);
    byte[] before = {};
    for (byte[] block = bytes.readNBytes(BLOCK);
        block.length > 0;
        block = bytes.readNBytes(BLOCK)) {
      byte[] searched = Arrays.copyOf(before, before.length + block.length);
      System.arraycopy(block, 0, searched, before.length, block.length);
      if (mentions.inBytes(searched)) {
        return true;
      }
      before =
          Arrays.copyOfRange(searched, Math.max(0, searched.length - overlap), searched.length);
    }
    return false;
  }

  /** How many of the ids are too short to be looked for. */
  public long tooShort() {
    return mentions.tooShort();
  }
}
