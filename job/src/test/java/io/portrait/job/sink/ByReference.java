package io.portrait.job.sink;

import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Hands immutable records from one chained operator to the next; fails if one should travel. */
final class ByReference<T> extends TypeSerializerSingleton<T> {

  private static final long serialVersionUID = 1L;

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public T createInstance() {
    throw new UnsupportedOperationException("records are not made empty");
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) {
    throw new UnsupportedOperationException("a record left its chain");
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T record, DataOutputView target) {
    throw new UnsupportedOperationException("a record left its chain");
  }

  @Override
  public T deserialize(DataInputView source) {
    throw new UnsupportedOperationException("a record left its chain");
  }

  @Override
  public T deserialize(T reuse, DataInputView source) {
    throw new UnsupportedOperationException("a record left its chain");
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    throw new UnsupportedOperationException("a record came into state");
  }
}
