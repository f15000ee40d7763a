package io.portrait.embedding.model;

import java.util.List;

/**
 * A model that gives texts of one meaning nearby vectors, open on a device. Thread-safe; each
 * thread that encodes has an {@link Encoder} of its own, and all share the weights.
 */
public interface SentenceModel extends AutoCloseable {

  /** The processor, as {@link #device} names it. */
  String CPU = "cpu";

  /**
   * Whether a device may be asked for so: {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}.
   */
  static boolean isDevice(String device) {
    return device.matches("auto|cpu|gpu(:\\d{1,3})?");
  }

  /** Coordinates of a vector. */
  int dimensions();

  /** The device that is really used: {@code cpu}, {@code gpu:0}, ... */
  String device();

  /** The precision of the weights: {@code float} or {@code half}. */
  String precision();

  /**
   * The tokens of a text, special ones included, no more than the model takes: what is longer is
   * cut off. An empty text has tokens too.
   */
  long[] tokenize(String text);

  /**
   * Whether a text's vector is the same to the bit whatever texts of its own length are in the
   * batch. So it is on a CPU, and a replay gives the same bits; on a GPU vectors differ in their
   * last digits anyway, and batches of mixed lengths are worth their padding.
   */
  boolean isReproducible();

  /** A way in for one thread, to be closed before the model. */
  Encoder newEncoder();

  @Override
  void close();

  /** Encodes batches for one thread. */
  interface Encoder extends AutoCloseable {

    /**
     * The vectors of some texts.
     *
     * @param batch tokens of a text each; not empty. The nearer they are in length, the less is
     *     spent on padding
     * @return a vector of L2 length 1 each, in order, which the caller owns
     * @throws EncodingException if the device fails, for want of memory or anything else
     */
    float[][] encode(List<long[]> batch);

    @Override
    void close();
  }
}
