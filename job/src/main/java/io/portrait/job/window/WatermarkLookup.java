package io.portrait.job.window;

import io.portrait.job.WatermarkFloor;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.apache.flink.runtime.state.OperatorStateHandle;

/**
 * Looks up how far event time had come, with Flink's own state backend, restored for a moment.
 *
 * @param window the window step as saved
 */
record WatermarkLookup(OperatorState window) {

  /** The watermark; {@link Long#MIN_VALUE} before the first. */
  long watermark() throws IOException {
    List<OperatorStateHandle> handles =
        window.getStates().stream()
            .map(OperatorSubtaskState::getManagedOperatorState)
            .flatMap(Collection::stream)
            .toList();
    try (CloseableRegistry open = new CloseableRegistry()) {
      OperatorStateBackend backend =
          new DefaultOperatorStateBackendBuilder(
                  WatermarkLookup.class.getClassLoader(),
                  new ExecutionConfig(),
                  false,
                  handles,
                  open)
              .build();
      try {
        return new WatermarkFloor(backend).atLeast(Long.MIN_VALUE);
      } finally {
        backend.dispose();
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
