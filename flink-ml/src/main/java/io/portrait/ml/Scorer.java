package io.portrait.ml;

import java.io.Serializable;

/**
 * What a model says of a row.
 *
 * @param <I> a row
 * @param <M> a model
 * @param <O> a row with what the model says of it
 */
public interface Scorer<I, M, O> extends Serializable {

  /** Scores with this model from now on. */
  void use(M model);

  /** What the newest model says; before the first, that there is nothing to say. */
  O score(I row);
}
