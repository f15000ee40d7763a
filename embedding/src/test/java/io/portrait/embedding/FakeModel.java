package io.portrait.embedding;

import io.portrait.embedding.model.EncodingException;
import io.portrait.embedding.model.SentenceModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model whose tokens are characters and whose vectors are made of a text's hash; it can be made
 * to fail as a device does.
 */
public final class FakeModel implements SentenceModel {

  /** A text with this in it cannot be encoded. */
  public static final String POISON = "poison";

  private static final int DIMENSIONS = 8;

  /** Sizes of the batches that passed, in order. */
  public final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());

  private final AtomicInteger encoders = new AtomicInteger();
  private volatile int memory = Integer.MAX_VALUE;
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile boolean closed;

  /** The device has no memory for more texts at once. */
  public void setMemory(int texts) {
    memory = texts;
  }

  /** From now on the device does not answer, until {@link #answer}. */
  public void hang() {
    gate = new CountDownLatch(1);
  }

  /** The device answers again. */
  public void answer() {
    gate.countDown();
  }

  /** Whether it was closed, and all its encoders before. */
  public boolean isClosed() {
    return closed && encoders.get() == 0;
  }

  /** The vector of a text. */
  public static float[] vectorOf(String text) {
    return vectorOf(text.chars().asLongStream().toArray());
  }

  private static float[] vectorOf(long[] tokens) {
    float[] vector = new float[DIMENSIONS];
    vector[Math.floorMod(Arrays.hashCode(tokens), DIMENSIONS)] = 1;
    return vector;
  }

  @Override
  public int dimensions() {
    return DIMENSIONS;
  }

  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public String precision() {
    return "float";
  }

  @Override
  public long[] tokenize(String text) {
    return text.isEmpty() ? new long[1] : text.chars().asLongStream().toArray();
  }

  @Override
  public boolean isReproducible() {
    return false;
  }

  @Override
  public Encoder newEncoder() {
    encoders.incrementAndGet();
    return new Encoder() {
      @Override
      public float[][] encode(List<long[]> batch) {
        return FakeModel.this.encode(batch);
      }

      @Override
      public void close() {
        encoders.decrementAndGet();
      }
    };
  }

  private float[][] encode(List<long[]> batch) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (batch.size() > memory) {
      throw new EncodingException("out of memory", true, new RuntimeException());
    }
    if (batch.stream().anyMatch(FakeModel::isPoison)) {
      throw new EncodingException("poison", false, new RuntimeException());
    }
    batches.add(batch.size());
    return batch.stream().map(FakeModel::vectorOf).toArray(float[][]::new);
  }

  private static boolean isPoison(long[] tokens) {
    StringBuilder text = new StringBuilder();
    Arrays.stream(tokens).forEach(token -> text.append((char) token));
    return text.indexOf(POISON) >= 0;
  }

  @Override
  public void close() {
    closed = true;
  }
}
