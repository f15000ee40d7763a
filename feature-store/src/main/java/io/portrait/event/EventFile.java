package io.portrait.event;

import com.google.common.io.CountingInputStream;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The records of a file, one a line: plain text, gzip or zstd, told by the first bytes and not by
 * the name, with any number of gzip members or zstd frames. Holds one line and a few buffers.
 *
 * <pre>{@code
 * try (EventFile lines = EventFile.open(path)) {
 *   for (byte[] line = lines.next(); line != null; line = lines.next()) {
 *     ...
 *   }
 * }
 * }</pre>
 */
public final class EventFile implements Closeable {

  /**
   * The longest line that is kept whole. A longer one is cut one byte later, so that it is still
   * {@link RejectReason#TOO_LARGE} and fills no memory.
   */
  private static final int MAX_LINE_BYTES = EventParser.MAX_RECORD_BYTES;

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final long fileBytes;
  private final CountingInputStream raw;
  private final InputStream content;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private byte[] line = new byte[1_024];
  private int lineLength;
  private long lines;

  private EventFile(Path path, long fileBytes, CountingInputStream raw, InputStream content) {
    this.path = path;
    this.fileBytes = fileBytes;
    this.raw = raw;
    this.content = content;
  }

  /**
   * Opens a file. A byte order mark at its start is passed over.
   *
   * @throws IOException if it is not there, cannot be read, or is damaged at its start; the message
   *     is one line that names the file
   */
  public static EventFile open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder, not a file of events");
    }
    CountingInputStream raw;
    try {
      raw = new CountingInputStream(Files.newInputStream(path));
    } catch (NoSuchFileException e) {
      throw (IOException) new FileNotFoundException("no such file: " + path).initCause(e);
    } catch (AccessDeniedException e) {
      throw new IOException(path + " cannot be read: permission denied", e);
    } catch (IOException e) {
      throw new IOException(path + " cannot be read: " + e.getMessage(), e);
    }
    try {
      EventFile file = new EventFile(path, Files.size(path), raw, decompress(raw));
      file.skipByteOrderMark();
      return file;
    } catch (IOException e) {
      raw.close();
      throw new IOException(path + " is damaged at its start: " + e.getMessage(), e);
    }
  }

  /**
   * The next line that is not blank, without its end ({@code \n} or {@code \r\n}); null at the end.
   * Of a line over 1 MiB the first 1 MiB and a byte.
   *
   * @throws IOException if the file is damaged or cut off; the message is one line that names the
   *     file and says after how many lines
   */
  public byte @Nullable [] next() throws IOException {
    try {
      while (readLine()) {
        lines++;
        if (!isBlank()) {
          return Arrays.copyOf(line, Math.min(lineLength, MAX_LINE_BYTES + 1));
        }
      }
      return null;
    } catch (IOException e) {
      String place = String.format(Locale.ROOT, "%,d", lines);
      throw new IOException(
          path + " is damaged or cut off after " + place + " lines: " + e.getMessage(), e);
    }
  }

  /** How many lines have been read, blank ones included. */
  public long lines() {
    return lines;
  }

  /** How many bytes of the file, as it lies on the disk, have been read. */
  public long bytesRead() {
    return raw.getCount();
  }

  /** How much of the file has been read, from 0 to 1. */
  public double progress() {
    return fileBytes == 0 ? 1 : Math.min(1, (double) bytesRead() / fileBytes);
  }

  @Override
  public void close() throws IOException {
    content.close();
  }

  private static InputStream decompress(InputStream raw) throws IOException {
    BufferedInputStream bytes = new BufferedInputStream(raw, BUFFER_BYTES);
    bytes.mark(4);
    byte[] magic = bytes.readNBytes(4);
    bytes.reset();
    if (magic.length >= 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
      return new GzipCompressorInputStream(bytes, true);
    }
    if (magic.length == 4 && isZstd(magic)) {
      return new ZstdFrames(bytes);
    }
    return bytes;
  }

  /** A zstd frame, or a skippable one, of which 16 magic numbers are kept free (RFC 8878). */
  private static boolean isZstd(byte[] magic) {
    int number =
        (magic[0] & 0xff) | (magic[1] & 0xff) << 8 | (magic[2] & 0xff) << 16 | magic[3] << 24;
    return number == 0xFD2FB528 || (number & 0xFFFFFFF0) == 0x184D2A50;
  }

  private void skipByteOrderMark() throws IOException {
    limit = content.readNBytes(buffer, 0, 3);
    boolean isMark =
        limit == 3
            && (buffer[0] & 0xff) == 0xEF
            && (buffer[1] & 0xff) == 0xBB
            && (buffer[2] & 0xff) == 0xBF;
    position = isMark ? 3 : 0;
  }

  /** Reads a line into {@link #line}, at most a little more than can be used; false at the end. */
  private boolean readLine() throws IOException {
    lineLength = 0;
    boolean isStarted = false;
    while (position < limit || fill()) {
      isStarted = true;
      int start = position;
      while (position < limit && buffer[position] != '\n') {
        position++;
      }
      keep(start, position);
      if (position < limit) {
        position++;
        break;
      }
    }
    // a longer line is cut anyway, and its last byte is not the one before the line break
    if (lineLength > 0 && lineLength <= MAX_LINE_BYTES + 1 && line[lineLength - 1] == '\r') {
      lineLength--;
    }
    return isStarted;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, content.read(buffer));
    return limit > 0;
  }

  private void keep(int start, int end) {
    int kept = Math.min(end - start, MAX_LINE_BYTES + 2 - lineLength);
    if (lineLength + kept > line.length) {
      int doubled = Math.max(line.length * 2, lineLength + kept);
      line = Arrays.copyOf(line, Math.min(doubled, MAX_LINE_BYTES + 2));
    }
    System.arraycopy(buffer, start, line, lineLength, kept);
    lineLength += kept;
  }

  /** Whether nothing is in it but white space; a line too long to tell is not blank. */
  private boolean isBlank() {
    for (int i = 0; i < lineLength; i++) {
      if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
        return false;
      }
    }
    return lineLength <= MAX_LINE_BYTES;
  }
}
