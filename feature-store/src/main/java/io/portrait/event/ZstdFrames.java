package io.portrait.event;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The content of zstd frames, one after the other. The library's own stream takes a second frame
 * that is cut off for a proper end and loses what it held; this one says so.
 */
final class ZstdFrames extends InputStream {

  private static final int BUFFER_BYTES = 1 << 17;

  private final InputStream frames;
  private final ZstdDecompressCtx context = new ZstdDecompressCtx();
  private final byte[] chunk = new byte[BUFFER_BYTES];
  private final ByteBuffer source = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
  private final ByteBuffer content = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
  private boolean atFrameEnd = true;
  private boolean mayHoldMore;

  ZstdFrames(InputStream frames) {
    this.frames = frames;
  }

  @Override
  public int read() throws IOException {
    byte[] single = new byte[1];
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!content.hasRemaining()) {
      if (!mayHoldMore && !source.hasRemaining() && !fill()) {
        return -1;
      }
      decompress();
    }
    int read = Math.min(length, content.remaining());
    content.get(bytes, offset, read);
    return read;
  }

  private boolean fill() throws IOException {
    int read = frames.read(chunk);
    if (read < 0 && !atFrameEnd) {
      throw new EOFException("the last frame is cut off");
    }
    source.clear().limit(Math.max(0, read)).put(chunk, 0, Math.max(0, read)).flip();
    return read >= 0;
  }

  private void decompress() throws IOException {
    content.clear();
    try {
      atFrameEnd = context.decompressDirectByteBufferStream(content, source);
    } catch (ZstdException e) {
      throw new IOException(e.getMessage(), e);
    }
    mayHoldMore = !atFrameEnd && !content.hasRemaining();
    content.flip();
  }

  @Override
  public void close() throws IOException {
    context.close();
    frames.close();
  }
}
