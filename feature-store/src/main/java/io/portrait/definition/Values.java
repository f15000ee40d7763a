package io.portrait.definition;

import io.portrait.expression.Scope;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The computed values of one user: a slot per column of {@link Definition#columns()}, numbers apart
 * from the rest so that the hot path allocates nothing. Mutable; owned by whoever made it.
 */
public final class Values implements Scope {

  private final double[] numbers;
  private final @Nullable Object[] objects;
  private float @Nullable [] embedding;
  private boolean embeddingLacks;

  /** All null. */
  public Values(int columns) {
    numbers = new double[columns];
    objects = new Object[columns];
    Arrays.fill(numbers, Double.NaN);
  }

  private Values(Values other) {
    numbers = other.numbers.clone();
    objects = other.objects.clone();
    embedding = other.embedding;
    embeddingLacks = other.embeddingLacks;
  }

  /** How many slots there are. */
  public int size() {
    return numbers.length;
  }

  @Override
  public double number(int slot) {
    return numbers[slot];
  }

  @Override
  public @Nullable String text(int slot) {
    return (String) objects[slot];
  }

  @Override
  @SuppressWarnings("unchecked") // a slot of type STRING_LIST is only ever set by set(int, List)
  public @Nullable List<String> texts(int slot) {
    return (List<String>) objects[slot];
  }

  /** What is no number in a slot: a String, a List of them, or null. */
  public @Nullable Object object(int slot) {
    return objects[slot];
  }

  /** Sets a number; NaN is null. Infinity is null too: it has no place in JSON. */
  public void set(int slot, double number) {
    numbers[slot] = Double.isInfinite(number) ? Double.NaN : number;
  }

  /** Sets a text. */
  public void set(int slot, @Nullable String text) {
    objects[slot] = text;
  }

  /** Sets a list, which the caller leaves alone from then on. */
  public void set(int slot, @Nullable List<String> texts) {
    objects[slot] = texts;
  }

  /** The taste vector, L2 length 1, which nobody changes; null where there is none. */
  public float @Nullable [] embedding() {
    return embedding;
  }

  /** Whether texts could not be embedded without which the taste may be another. */
  public boolean embeddingLacks() {
    return embeddingLacks;
  }

  /**
   * Sets the taste vector, which the caller leaves alone from then on.
   *
   * @param lacks what {@link #embeddingLacks} says
   */
  public void setEmbedding(float @Nullable [] vector, boolean lacks) {
    embedding = vector;
    embeddingLacks = lacks;
  }

  /** Everything null again. */
  public void clear() {
    Arrays.fill(numbers, Double.NaN);
    Arrays.fill(objects, null);
    setEmbedding(null, false);
  }

  /** A copy that shares nothing mutable. */
  public Values copy() {
    return new Values(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Values that
        && Arrays.equals(numbers, that.numbers)
        && Arrays.equals(objects, that.objects)
        && Arrays.equals(embedding, that.embedding)
        && embeddingLacks == that.embeddingLacks;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(numbers) + Arrays.hashCode(objects);
  }

  @Override
  public String toString() {
    return "Values" + Arrays.toString(numbers) + Arrays.toString(objects);
  }
}
