package io.portrait.job.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.portrait.job.Traces;
import io.portrait.job.wire.ExampleWire;
import io.portrait.learning.Example;
import io.portrait.learning.ExampleOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.apache.flink.types.Either;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InOrderTest {

  private static final long EVERY = 3_000;

  private @Nullable KeyedOneInputStreamOperatorTestHarness<Long, Either<Example, String>, Example>
      harness;

  /** Where what waits is kept: sorted, or not. */
  enum Backend {
    HEAP,
    ROCKSDB;

    StateBackend create() {
      return this == HEAP ? new HashMapStateBackend() : new EmbeddedRocksDBStateBackend();
    }
  }

  @AfterEach
  void close() throws Exception {
    if (harness != null) {
      harness.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatever_the_arrival_there_is_one_order(Backend backend) throws Exception {
    List<Example> examples = examples(new Random(1));
    List<Example> arriving = new ArrayList<>(examples);
    Collections.shuffle(arriving, new Random(2));
    start(backend, null);

    send(arriving);
    watermark(Long.MAX_VALUE - 1);

    assertThat(users(taken())).containsExactlyElementsOf(users(inOrder(examples)));
  }

  /** Also of those that arrive when others, due before or later, have gone on. */
  @ParameterizedTest
  @EnumSource
  void a_restart_in_the_middle_neither_loses_nor_repeats_nor_disturbs(Backend backend)
      throws Exception {
    List<Example> examples = inOrder(examples(new Random(3)));
    Random random = new Random(4);
    start(backend, null);
    List<Example> taken = new ArrayList<>();
    List<Example> window = new ArrayList<>();
    int sent = 0;
    for (long mark = -10 * EVERY; mark <= 20 * EVERY; mark += EVERY / 2) {
      while (sent < examples.size() && examples.get(sent).dueMillis() <= mark + 4 * EVERY) {
        window.add(examples.get(sent++));
      }
      Collections.shuffle(window, random);
      send(window);
      window.clear();
      watermark(mark);
      taken.addAll(taken());
      if (random.nextInt(4) == 0) {
        restart(backend);
      }
    }

    assertThat(users(taken)).containsExactlyElementsOf(users(examples));
  }

  @ParameterizedTest
  @EnumSource
  void an_example_goes_on_when_the_watermark_says_that_none_is_before_it(Backend backend)
      throws Exception {
    start(backend, null);
    send(List.of(example("u", 0, EVERY)));
    watermark(EVERY - 1);
    assertThat(taken()).isEmpty();

    watermark(EVERY);

    assertThat(taken()).extracting(Example::userId).containsExactly("u");
  }

  @ParameterizedTest
  @EnumSource
  void all_that_is_due_goes_on_before_the_watermark(Backend backend) throws Exception {
    start(backend, null);
    send(List.of(example("u", 0, EVERY)));
    started().getOutput().clear();
    watermark(EVERY);

    assertThat(started().getOutput()).hasSize(2);
    assertThat(started().getOutput().peek())
        .isInstanceOfSatisfying(
            StreamRecord.class, record -> assertThat(record.getTimestamp()).isEqualTo(EVERY));
    assertThat(started().getOutput()).last().isEqualTo(new Watermark(EVERY));
  }

  @ParameterizedTest
  @EnumSource
  void one_that_was_due_before_the_watermark_goes_on_with_the_next(Backend backend)
      throws Exception {
    start(backend, null);
    watermark(10 * EVERY);
    send(List.of(example("late", 0, EVERY)));
    assertThat(taken()).isEmpty();

    watermark(10 * EVERY + 1);

    assertThat(taken()).extracting(Example::userId).containsExactly("late");
  }

  @ParameterizedTest
  @EnumSource
  void the_end_of_the_input_is_not_the_end_of_time(Backend backend) throws Exception {
    start(backend, null);
    send(List.of(example("u", 0, EVERY), example("w", 0, 2 * EVERY)));
    watermark(EVERY);
    watermark(Long.MAX_VALUE);

    assertThat(started().getOutput()).last().isEqualTo(Watermark.MAX_WATERMARK);
    assertThat(taken()).extracting(Example::userId).containsExactly("u");
  }

  @ParameterizedTest
  @EnumSource
  void nothing_is_kept_of_what_has_gone_on(Backend backend) throws Exception {
    start(backend, null);
    send(examples(new Random(5)));
    watermark(5 * EVERY);
    assertThat(taken()).isNotEmpty();

    restart(backend);
    watermark(5 * EVERY);
    assertThat(taken()).isEmpty();
    // Due when others were that have gone on.
    send(List.of(example("late", -EVERY, 0)));
    watermark(6 * EVERY);

    assertThat(taken()).extracting(Example::userId).containsExactly("late");
    assertThat(started().numEventTimeTimers()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void of_an_erased_user_nothing_that_waits_is_learned(Backend backend) throws Exception {
    start(backend, null);
    send(List.of(example("u", 0, EVERY), example("w", 0, EVERY), example("u", 0, 2 * EVERY)));
    erase("u");
    watermark(EVERY);
    assertThat(taken()).extracting(Example::userId).containsExactly("w");
    send(List.of(example("w", 0, 3 * EVERY), example("v", 0, 3 * EVERY)));
    erase("v");

    restart(backend);
    // who is back waits as anybody
    send(List.of(example("u", 2 * EVERY, 3 * EVERY)));
    watermark(3 * EVERY);

    assertThat(users(taken()))
        .containsExactlyElementsOf(
            users(
                inOrder(List.of(example("w", 0, 3 * EVERY), example("u", 2 * EVERY, 3 * EVERY)))));
  }

  @ParameterizedTest
  @EnumSource
  void who_comes_back_at_once_loses_nothing_and_gets_nothing_of_before(Backend backend)
      throws Exception {
    start(backend, null);
    send(List.of(example("u", 0, 2 * EVERY), example("w", 0, 2 * EVERY)));
    erase("u");
    send(List.of(example("u", EVERY, 2 * EVERY)));
    restart(backend);
    watermark(2 * EVERY);

    assertThat(taken())
        .extracting(Example::userId, Example::tickMillis)
        .containsExactlyInAnyOrder(tuple("w", 0L), tuple("u", EVERY));
  }

  @ParameterizedTest
  @EnumSource
  void no_savepoint_names_an_erased_user(Backend backend, @TempDir Path folder) throws Exception {
    String user = "somebody-with-a-long-name-that-is-easy-to-find";
    start(backend, null);
    send(List.of(example(user, 0, EVERY), example("w", 0, EVERY)));
    assertThat(Traces.isIn(savepoint(folder), user)).as("before").isTrue();

    erase(user);

    assertThat(Traces.isIn(savepoint(folder), user)).as("after").isFalse();
  }

  private byte[] savepoint(Path folder) throws Exception {
    started().prepareSnapshotPreBarrier(1);
    SavepointType canonical = SavepointType.savepoint(SavepointFormatType.CANONICAL);
    Path file = folder.resolve("savepoint");
    OperatorSnapshotUtil.writeStateHandle(
        started().snapshotWithLocalState(1, 1, canonical).getJobManagerOwnedState(),
        file.toString());
    return Files.readAllBytes(file);
  }

  private void erase(String user) throws Exception {
    started().processElement(Either.Right(user), 0);
  }

  /** Of some users at some ticks, also before 1970; a user twice at a time, of two ticks. */
  private static List<Example> examples(Random random) {
    List<Example> examples = new ArrayList<>();
    for (int user = 0; user < 300; user++) {
      for (int tick = -3; tick < 3; tick++) {
        if (random.nextInt(3) > 0) {
          long due = (tick + random.nextInt(3)) * EVERY;
          examples.add(example("user-" + user, tick * EVERY, due));
        }
      }
    }
    return examples;
  }

  private static Example example(String user, long tick, long due) {
    return new Example(user, tick, due, new double[] {user.hashCode(), Double.NaN}, 1, 2);
  }

  private static List<Example> inOrder(List<Example> examples) {
    return examples.stream().sorted(ExampleOrder.EXAMPLES).toList();
  }

  private static List<String> users(List<Example> examples) {
    return examples.stream()
        .map(
            example ->
                example.dueMillis()
                    + " "
                    + example.tickMillis()
                    + " "
                    + example.userId()
                    + " "
                    + example.features()[0])
        .toList();
  }

  private void send(List<Example> examples) throws Exception {
    for (Example example : examples) {
      started().processElement(Either.Left(example), example.dueMillis());
    }
  }

  private void watermark(long time) throws Exception {
    started().processWatermark(time);
  }

  private List<Example> taken() {
    List<Example> examples = new ArrayList<>(started().extractOutputValues());
    started().getOutput().clear();
    return examples;
  }

  private void restart(Backend backend) throws Exception {
    started().prepareSnapshotPreBarrier(1);
    OperatorSubtaskState state = started().snapshot(1, 1);
    started().close();
    start(backend, state);
  }

  private void start(Backend backend, @Nullable OperatorSubtaskState state) throws Exception {
    KeyedOneInputStreamOperatorTestHarness<Long, Either<Example, String>, Example> started =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new InOrder(),
            example -> example.isLeft() ? example.left().dueMillis() : Long.MIN_VALUE,
            Types.LONG);
    started.setStateBackend(backend.create());
    started.setup(ExampleWire.TYPE.createSerializer(new SerializerConfigImpl()));
    if (state != null) {
      started.initializeState(state);
    }
    started.open();
    harness = started;
  }

  private KeyedOneInputStreamOperatorTestHarness<Long, Either<Example, String>, Example> started() {
    if (harness == null) {
      throw new IllegalStateException("not started");
    }
    return harness;
  }
}
