package io.portrait.job.sink;

import io.portrait.job.profile.ProfileUpdate;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;

/**
 * Holds updates back, a bounded number of them, and hands everything on before each barrier and at
 * the end of the input: at a snapshot it is always empty, has no state, and loses nothing. Updates
 * are held by reference: whoever made them leaves them alone.
 *
 * @param <T> what is handed on
 */
abstract class HeldToBarrier<T> extends AbstractStreamOperator<T>
    implements OneInputStreamOperator<ProfileUpdate, T> {

  private static final long serialVersionUID = 1L;

  private final int capacity;

  /**
   * For one table.
   *
   * @param capacity updates held at most, positive
   */
  HeldToBarrier(int capacity) {
    if (capacity <= 0) {
      throw new IllegalArgumentException("capacity " + capacity);
    }
    this.capacity = capacity;
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  /** Updates held at most. */
  final int capacity() {
    return capacity;
  }

  /** Hands on everything that is held. */
  abstract void emit();

  @Override
  public final void prepareSnapshotPreBarrier(long checkpointId) {
    emit();
  }

  @Override
  public final void finish() throws Exception {
    emit();
    super.finish();
  }
}
