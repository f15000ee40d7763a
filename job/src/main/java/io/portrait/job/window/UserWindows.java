package io.portrait.job.window;

import io.portrait.aggregate.FeaturePlan;
import io.portrait.aggregate.UserState;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Values;
import io.portrait.event.Event;
import io.portrait.job.Tally;
import io.portrait.job.WatermarkFloor;
import io.portrait.job.window.HeldUsers.Held;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is remembered of each user. What that is and means stands in {@link UserState}; here
 * it is read, told what happened, and written.
 *
 * <p>A user costs one state value, one event-time timer, and cold buckets of event ids. Between two
 * checkpoints the newest state may be in memory only ({@link HeldUsers}); before a barrier passes,
 * everything is written.
 *
 * <p>The last watermark of a bounded input, {@code Long.MAX_VALUE}, says that no record follows,
 * not that time has ended: it passes on but fires no timer here.
 */
@SuppressWarnings("NullAway.Init") // Flink calls initializeState and open before anything else
final class UserWindows extends AbstractStreamOperator<Snapshot>
    implements OneInputStreamOperator<Event, Snapshot>, Triggerable<String, VoidNamespace> {

  private static final long serialVersionUID = 1;

  /**
   * {@link UserState#encode()}: its own version stands in its first byte. Some hundred bytes a
   * user; gone when the user has had no event for {@code retention}.
   */
  static final ValueStateDescriptor<byte[]> USER =
      new ValueStateDescriptor<>("user", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  /**
   * Hashes of event ids that a late copy could still repeat, by bucket of event time: 8 bytes an
   * event and its time. A bucket goes when no acceptable event can match it any more.
   */
  static final MapStateDescriptor<Long, byte[]> IDS =
      new MapStateDescriptor<>(
          "ids", Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  /** Users held in memory at a time: some ten megabytes. */
  private static final int HELD_USERS = 10_000;

  private final String definitionText;

  private transient FeaturePlan plan;
  private transient HeldUsers held;
  private transient ValueState<byte[]> users;
  private transient StateIds ids;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient ScheduledFuture<?> nextFlush;
  private transient WatermarkFloor floor;
  private transient Tally tally;
  private transient Tally.Count accepted;
  private transient Tally.Count duplicates;
  private transient Tally.Count late;
  private transient Tally.Count remembered;

  UserWindows(String definitionText) {
    this.definitionText = definitionText;
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    floor = new WatermarkFloor(context.getOperatorStateStore());
    tally =
        new Tally(
            context.getOperatorStateStore(),
            getRuntimeContext(),
            List.of(Tally.EVENTS_ACCEPTED, Tally.EVENTS_DUPLICATE, Tally.EVENTS_LATE, Tally.USERS));
    accepted = tally.of(Tally.EVENTS_ACCEPTED);
    duplicates = tally.of(Tally.EVENTS_DUPLICATE);
    late = tally.of(Tally.EVENTS_LATE);
    remembered = tally.of(Tally.USERS);
  }

  @Override
  public void open() throws Exception {
    super.open();
    Definition definition = DefinitionFile.parse(definitionText, "definitions");
    plan = FeaturePlan.of(definition);
    held = new HeldUsers(definition.online().emitAtMostEvery().toMillis(), HELD_USERS);
    users = getRuntimeContext().getState(USER);
    MapState<Long, byte[]> buckets = getRuntimeContext().getMapState(IDS);
    ids = new StateIds(buckets);
    timers = getInternalTimerService("wake", VoidNamespaceSerializer.INSTANCE, this);
    scheduleFlush();
  }

  @Override
  public void processElement(StreamRecord<Event> element) throws Exception {
    Event event = element.getValue();
    long watermark = floor.atLeast(timers.currentWatermark());
    Held user = hold(event.userId());
    if (user.state.isForgotten(watermark)) {
      // Whoever comes back after retention is new, also where the farewell was about to be said.
      flush(user);
      held.release(user);
      user = hold(event.userId());
    }
    boolean isNew = user.state.isEmpty();
    // A tick the watermark has passed is settled before a late event could slip under it.
    observe(user, watermark);
    if (!user.state.add(event, watermark, ids)) {
      duplicates.add(1);
      return;
    }
    user.changed = true;
    user.rowDue = true;
    accepted.add(1);
    if (event.timeMillis() <= watermark) {
      late.add(1);
    }
    if (isNew) {
      remembered.add(1);
    }
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    Held user = hold(timer.getKey());
    user.changed = !user.state.isEmpty();
    user.state.timerAt(Long.MAX_VALUE);
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("no processing-time timer is ever registered");
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.getTimestamp() == Long.MAX_VALUE) {
      output.emitWatermark(mark);
    } else {
      super.processWatermark(mark);
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    flushAll();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    tally.snapshot();
    floor.snapshot(timers.currentWatermark());
  }

  @Override
  public void finish() throws Exception {
    flushAll();
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (nextFlush != null) {
      nextFlush.cancel(false);
    }
    super.close();
  }

  private Held hold(String userId) throws IOException {
    Held user = held.get(userId);
    if (user == null) {
      byte @Nullable [] stored = users.value();
      UserState state = stored == null ? plan.newUser() : plan.decode(stored);
      user = held.hold(userId, state, now());
    }
    return user;
  }

  private void scheduleFlush() {
    nextFlush =
        getProcessingTimeService()
            .registerTimer(
                now() + HeldUsers.LINGER_MILLIS,
                time -> {
                  flushDue();
                  scheduleFlush();
                });
  }

  private void flushDue() throws Exception {
    long now = now();
    for (Held user = held.pollDue(now); user != null; user = held.pollDue(now)) {
      boolean flush = user.changed;
      held.rest(user, flush && flush(user), now);
    }
  }

  private void flushAll() throws Exception {
    for (Held user : held.changed()) {
      if (!flush(user)) {
        held.release(user);
      }
    }
  }

  /** Emits what is due and stores the state; false where the user is now forgotten. */
  private boolean flush(Held user) throws Exception {
    setCurrentKey(user.userId);
    long watermark = floor.atLeast(timers.currentWatermark());
    UserState state = user.state;
    observe(user, watermark);
    if (state.isForgotten(watermark)) {
      forget(user, watermark);
      return false;
    }
    long asOf = state.asOf(watermark);
    if (user.rowDue || asOf >= state.changesAt()) {
      Values values = new Values(plan.columns());
      state.evaluate(asOf, values);
      emit(Snapshot.Kind.LIVE, user, asOf, values);
      user.rowDue = false;
    }
    wake(state, watermark);
    users.update(state.encode());
    user.changed = false;
    return true;
  }

  private void forget(Held user, long watermark) {
    emit(Snapshot.Kind.GONE, user, user.state.asOf(watermark), new Values(plan.columns()));
    if (user.state.timerAt() != Long.MAX_VALUE) {
      timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, user.state.timerAt());
    }
    users.clear();
    ids.clear();
    remembered.add(-1);
    user.changed = false;
  }

  private void observe(Held user, long watermark) {
    user.state.observe(
        watermark,
        (tick, values, events) -> {
          user.changed = true;
          output.collect(
              new StreamRecord<>(
                  new Snapshot(Snapshot.Kind.TICK, user.userId, tick, events, values), tick));
        });
  }

  private void emit(Snapshot.Kind kind, Held user, long asOf, Values values) {
    output.collect(
        new StreamRecord<>(
            new Snapshot(kind, user.userId, asOf, user.state.events(), values), asOf));
  }

  /** Moves the user's one timer to where something is due next. */
  private void wake(UserState state, long watermark) {
    long next = state.wakeAt(watermark);
    long timer = state.timerAt();
    if (next < timer) {
      if (timer != Long.MAX_VALUE) {
        timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, timer);
      }
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, next);
      state.timerAt(next);
    }
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }
}
