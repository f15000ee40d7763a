package io.portrait.job.window;

import io.portrait.aggregate.UserState;
import io.portrait.definition.Definition;
import io.portrait.definition.DerivedColumns;
import io.portrait.definition.Values;
import io.portrait.event.Erasure;
import io.portrait.learning.Example;
import io.portrait.profile.Scores;
import java.util.Map;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Either;

/** What the window step tells the steps behind it. */
final class WindowOutput {

  private final Output<StreamRecord<Snapshot>> output;
  private final DerivedColumns derived;
  private final int columns;

  WindowOutput(Output<StreamRecord<Snapshot>> output, Definition definition) {
    this.output = output;
    derived = new DerivedColumns(definition);
    columns = definition.columns().size();
  }

  /** What a user looks like now. */
  void live(String userId, long asOf, UserState state, Values values, Cause cause) {
    Map<String, Long> partialUntil = state.partialUntil(asOf);
    emit(Snapshot.Kind.LIVE, userId, asOf, state.events(), values, partialUntil, cause);
  }

  /** What a user looked like at a tick. */
  void tick(String userId, long tick, long events, Values values) {
    emit(Snapshot.Kind.TICK, userId, tick, events, values, Map.of(), Cause.NONE);
  }

  /** What became of a user who was observed. */
  void matured(Example example) {
    output.collect(Windows.MATURED, new StreamRecord<>(Either.Left(example), example.dueMillis()));
  }

  /** A user has had no event for too long. */
  void gone(String userId, long asOf, long events) {
    Values none = new Values(columns);
    emit(Snapshot.Kind.GONE, userId, asOf, events, none, Map.of(), Cause.NONE);
  }

  /** A user was erased: whoever keeps something of the user is to forget it. */
  void erased(Erasure erasure, ErasureDone done) {
    long time = erasure.timeMillis();
    String userId = erasure.userId();
    Values none = new Values(columns);
    emit(Snapshot.Kind.ERASED, userId, time, 0, none, Map.of(), Cause.NONE);
    output.collect(Windows.MATURED, new StreamRecord<>(Either.Right(userId), time));
    output.collect(Windows.ERASED, new StreamRecord<>(done, time));
  }

  private void emit(
      Snapshot.Kind kind,
      String userId,
      long asOf,
      long events,
      Values values,
      Map<String, Long> partialUntil,
      Cause cause) {
    derived.fill(values);
    output.collect(
        new StreamRecord<>(
            new Snapshot(kind, userId, asOf, events, values, partialUntil, Scores.NONE, cause),
            asOf));
  }
}
