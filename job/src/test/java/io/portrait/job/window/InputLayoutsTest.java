package io.portrait.job.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RunnableFuture;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InputLayoutsTest {

  private static final double NULL = Double.NaN;

  private final CloseableRegistry open = new CloseableRegistry();
  private OperatorStateBackend store = store(List.of());
  private InputLayouts layouts = layouts("views", "spend", "days");

  @AfterEach
  void close() throws Exception {
    open.close();
  }

  @Test
  void numbers_come_back_as_they_went() {
    byte[] bytes = layouts.write(new double[] {1, NULL, -0.0});

    assertThat(layouts.read(bytes)).containsExactly(1, NULL, -0.0);
  }

  @Test
  void columns_are_found_by_name_and_what_was_not_asked_for_is_null() {
    byte[] bytes = layouts.write(new double[] {1, 2, 3});

    restart("days", "carts", "views");

    assertThat(layouts.read(bytes)).containsExactly(3, NULL, 1);
  }

  @Test
  void the_coordinates_of_an_embedding_follow_whatever_the_columns_are() {
    byte[] bytes = layouts.write(new double[] {1, 2, 3, 0.6, -0.8});

    restart("spend");
    assertThat(layouts.read(bytes)).containsExactly(2, 0.6, -0.8);
    restart("a", "b", "days", "c", "d");
    assertThat(layouts.read(bytes)).containsExactly(NULL, NULL, 3, NULL, NULL, 0.6, -0.8);
    restart();
    assertThat(layouts.read(bytes)).containsExactly(0.6, -0.8);
  }

  @Test
  void an_embedding_may_be_all_that_was_asked_for() {
    restart();
    byte[] bytes = layouts.write(new double[] {0.6, -0.8});

    restart("views");

    assertThat(layouts.read(bytes)).containsExactly(NULL, 0.6, -0.8);
  }

  @Test
  void every_list_of_columns_is_known_through_any_number_of_changes() {
    List<byte[]> written = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      restart("views", "column_" + i);
      written.add(layouts.write(new double[] {i, -i}));
    }

    restart("column_3", "views");

    for (int i = 1; i <= 20; i++) {
      assertThat(layouts.read(written.get(i - 1))).containsExactly(i == 3 ? -3 : NULL, i);
    }
  }

  private void restart(String... columns) {
    try {
      layouts.snapshot();
      RunnableFuture<SnapshotResult<OperatorStateHandle>> written =
          store.snapshot(
              1,
              1,
              new MemCheckpointStreamFactory(1 << 20),
              CheckpointOptions.forCheckpointWithDefaultLocation());
      written.run();
      OperatorStateHandle handle =
          Objects.requireNonNull(written.get().getJobManagerOwnedSnapshot());
      store.dispose();
      store = store(List.of(handle));
      layouts = layouts(columns);
    } catch (Exception failed) {
      throw new AssertionError("the lists do not come back", failed);
    }
  }

  private InputLayouts layouts(String... columns) {
    try {
      return new InputLayouts(store, List.of(columns));
    } catch (Exception failed) {
      throw new AssertionError("the lists do not come back", failed);
    }
  }

  private OperatorStateBackend store(Collection<OperatorStateHandle> handles) {
    try {
      return new DefaultOperatorStateBackendBuilder(
              InputLayoutsTest.class.getClassLoader(), new ExecutionConfig(), false, handles, open)
          .build();
    } catch (Exception failed) {
      throw new AssertionError("no store", failed);
    }
  }
}
