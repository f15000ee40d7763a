package io.portrait.benchmark;

import io.portrait.event.Event;
import java.util.SplittableRandom;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * What any step that keeps {@link #BYTES} a user in one value of keyed state must do for an event,
 * and nothing else: read the value and write it.
 */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else
final class StateLimit extends KeyedProcessFunction<String, Event, Event> {

  /** Of a user's value. */
  static final int BYTES = 2_048;

  private static final long serialVersionUID = 1;

  private transient ValueState<byte[]> state;

  @Override
  public void open(OpenContext context) {
    state =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "bytes", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
  }

  @Override
  public void processElement(Event event, Context context, Collector<Event> out) throws Exception {
    byte @Nullable [] bytes = state.value();
    if (bytes == null) {
      bytes = incompressible(event.timeMillis());
    }
    bytes[(int) Math.floorMod(event.timeMillis(), (long) BYTES)]++;
    state.update(bytes);
  }

  /** Zeros would be compressed away on their way to disk. */
  private static byte[] incompressible(long seed) {
    byte[] bytes = new byte[BYTES];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }
}
