package io.portrait.embedding.build;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a module as {@code torch.jit.save} does: a zip of uncompressed entries, of which the
 * numbers begin at multiples of 64 bytes so that they can be used where they lie. The same module
 * gives the same bytes. Source: {@code torch/csrc/jit/docs/serialization.md} of PyTorch 2.5.
 */
final class TorchScriptFile {

  private static final int ALIGNMENT = 64;

  /** Of an entry in front of its name, as the zip format has it. */
  private static final int HEADER_BYTES = 30;

  /** Of an extra field in front of its content: kind and length. */
  private static final int EXTRA_HEADER_BYTES = 4;

  /** January's would make Java write a second, finer time beside it. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final CountingStream counted;
  private final ZipOutputStream zip;

  private TorchScriptFile(OutputStream stream) {
    counted = new CountingStream(stream);
    zip = new ZipOutputStream(counted);
    zip.setMethod(ZipOutputStream.STORED);
  }

  /**
   * Writes a file.
   *
   * @param className the class that the source defines
   * @param source TorchScript, in the subset of Python that PyTorch writes itself
   * @param tensors by the names that the source uses, in the order in which they are to lie
   */
  static void write(
      Path file, String className, String source, Map<String, Tensor> tensors, Precision precision)
      throws IOException {
    try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
      TorchScriptFile archive = new TorchScriptFile(stream);
      archive.add("data.pkl", Pickle.module(className, tensors, precision));
      archive.add("byteorder", ascii("little"));
      archive.add("code/__torch__.py", ascii(source));
      int key = 0;
      for (Tensor tensor : tensors.values()) {
        archive.add("data/" + key++, precision.encode(tensor.values()));
      }
      archive.add("constants.pkl", Pickle.emptyTuple());
      archive.add("version", ascii("10\n"));
      archive.zip.finish();
    }
  }

  private void add(String name, byte[] content) throws IOException {
    // The name of the folder means nothing, but there must be one.
    ZipEntry entry = new ZipEntry("model/" + name);
    CRC32 checksum = new CRC32();
    checksum.update(content);
    entry.setCrc(checksum.getValue());
    entry.setSize(content.length);
    entry.setTimeLocal(TIME);
    entry.setExtra(padding(entry.getName().length()));
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /** An extra field of a kind nobody knows, after which the content begins at a multiple. */
  private byte[] padding(int nameLength) {
    long start = counted.count + HEADER_BYTES + nameLength + EXTRA_HEADER_BYTES;
    int length = Math.floorMod(-start, ALIGNMENT);
    byte[] extra = new byte[EXTRA_HEADER_BYTES + length];
    extra[0] = 'F';
    extra[1] = 'B';
    extra[2] = (byte) length;
    return extra;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Knows how many bytes went through. */
  private static final class CountingStream extends OutputStream {

    private final OutputStream to;
    private long count;

    CountingStream(OutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int value) throws IOException {
      to.write(value);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      to.write(bytes, offset, length);
      count += length;
    }
  }
}
