package io.portrait.job.window;

import io.portrait.aggregate.FeaturePlan;
import io.portrait.aggregate.UserState;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Values;
import io.portrait.event.EmbeddedEvent;
import io.portrait.event.Erasure;
import io.portrait.event.Event;
import io.portrait.event.UserRecord;
import io.portrait.job.Tally;
import io.portrait.job.WatermarkFloor;
import io.portrait.online.RedisAddress;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.InternalTimer;
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
 * everything is written. A row that only shows what has left a window writes nothing.
 *
 * <p>An erasure takes all of that away at once, and leaves a tombstone ({@link Tombstones}); what
 * other steps keep of the user they forget when they are told ({@link Snapshot.Kind#ERASED}).
 *
 * <p>The last watermark of a bounded input, {@code Long.MAX_VALUE}, says that no record follows,
 * not that time has ended: it passes on and fires only what the {@link Spread} still holds back.
 *
 * <p>A watermark that is handed on says that every tick and every label up to it has been given: it
 * is the {@link Spread} behind. Rows wait by the clock; ticks and labels never do.
 */
@SuppressWarnings("NullAway.Init") // Flink calls initializeState and open before anything else
final class UserWindows extends AbstractStreamOperator<Snapshot>
    implements OneInputStreamOperator<UserRecord, Snapshot>, Triggerable<String, VoidNamespace> {

  private static final long serialVersionUID = 2;

  /**
   * Decoded states in memory: some ten megabytes of users with some hundred events, and thirty more
   * where they have an embedding.
   */
  private static final int HELD_STATES = 10_000;

  /** Users whose turn is to come: some ten megabytes. */
  private static final int HELD_TURNS = 100_000;

  private final String definitionText;
  private final ErasureRegister register;
  private final @Nullable RedisAddress serving;

  private transient Definition definition;
  private transient FeaturePlan plan;
  private transient HeldUsers held;
  private transient StoredUser stored;
  private transient Tombstones tombstones;
  private transient WindowOutput rows;
  private transient Spread spread;
  private transient SavedSpread savedSpread;
  private transient Alarms alarms;
  private transient ScheduledFuture<?> nextFlush;
  private transient WatermarkFloor floor;
  private transient Takeovers takeovers;
  private transient @Nullable ServedRows served;
  private transient @Nullable PendingExamples examples;
  private transient UserObserver observer;

  /** Event time as it stands, without the end of a bounded input; {@code MIN_VALUE} at first. */
  private transient long watermark;

  private transient WindowCounts counts;
  private transient WindowMetrics windowMetrics;

  /**
   * @param register of users who had been erased when the job was drawn
   * @param serving where the rows go that are written again should they be lost; null for nowhere
   */
  UserWindows(String definitionText, ErasureRegister register, @Nullable RedisAddress serving) {
    this.definitionText = definitionText;
    this.register = register;
    this.serving = serving;
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    definition = DefinitionFile.parse(definitionText, "definitions");
    floor = new WatermarkFloor(context.getOperatorStateStore());
    takeovers = new Takeovers(context.getOperatorStateStore(), definition.hash());
    spread = Spread.of(definition);
    savedSpread = new SavedSpread(context, definition, spread);
    served = serving == null ? null : new ServedRows(context, serving, definition.project());
    counts = new WindowCounts(context.getOperatorStateStore(), getRuntimeContext());
    examples = PendingExamples.of(definition, context.getOperatorStateStore(), counts.labels());
  }

  @Override
  public void open() throws Exception {
    super.open();
    plan = FeaturePlan.of(definition);
    watermark = floor.atLeast(Long.MIN_VALUE);
    held = new HeldUsers(definition.online().emitAtMostEvery().toMillis(), HELD_STATES, HELD_TURNS);
    stored =
        new StoredUser(
            plan,
            getRuntimeContext(),
            examples,
            counts.labels().of(Tally.LABELS_PENDING),
            getMetricGroup());
    tombstones =
        new Tombstones(
            register,
            definition.tombstone().toMillis(),
            getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks(),
            getRuntimeContext().getMapState(Tombstones.STATE),
            getKeyedStateBackend());
    alarms =
        new Alarms(
            spread,
            getInternalTimerService("wake", VoidNamespaceSerializer.INSTANCE, this),
            getInternalTimerService("renew", VoidNamespaceSerializer.INSTANCE, new Renewal()),
            getKeyedStateBackend());
    rows = new WindowOutput(output, definition);
    observer = new UserObserver(definition, rows, examples, alarms);
    windowMetrics =
        new WindowMetrics(
            getMetricGroup(),
            getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks(),
            held::size,
            () -> watermark);
    alarms.moveFrom(savedSpread.former());
    if (takeovers.isTakeover()) {
      alarms.renewEveryone(watermark);
    } else {
      alarms.restore(watermark);
    }
    if (served != null) {
      served.open();
    }
    scheduleFlush();
  }

  @Override
  public void processElement(StreamRecord<UserRecord> element) throws Exception {
    if (element.getValue() instanceof EmbeddedEvent event) {
      take(event, element.hasTimestamp() ? element.getTimestamp() : 0);
    } else if (element.getValue() instanceof Erasure erasure) {
      erase(erasure);
    }
    makeRoom();
  }

  /**
   * @param arrivedMillis when the event came, epoch milliseconds; not positive where nobody knows
   */
  private void take(EmbeddedEvent embedded, long arrivedMillis) throws Exception {
    Event event = embedded.event();
    windowMetrics.event(event.userId());
    if (alarms.isLoose(event.userId())) {
      // Who comes back at once has timers of their own, which must not be taken away.
      alarms.dropLoose();
      setCurrentKey(event.userId());
    }
    Held user = held.enter(event.userId());
    UserState state = state(user);
    if (user.tombstone != null && user.tombstone.refuses(event.timeMillis(), now())) {
      counts.refused();
      if (state.isEmpty()) {
        held.drop(user);
      }
      return;
    }
    // A tick the watermark has passed is settled before a late event could slip under it.
    observe(user, state);
    if (state.isForgotten(watermark)) {
      // Whoever comes back after retention is new, also where the farewell was about to be said.
      forget(user, state);
      user = held.enter(event.userId());
      state = state(user);
    }
    boolean isNew = state.isEmpty();
    if (state.add(embedded, watermark, stored.ids())) {
      user.unstored = true;
      if (user.rowDue) {
        windowMetrics.coalesced();
      } else {
        user.rowDue = true;
        user.cause = Cause.of(event.timeMillis(), arrivedMillis);
      }
      held.schedule(user, now());
      counts.accepted(embedded, watermark, isNew);
    } else {
      counts.duplicate();
    }
  }

  private void erase(Erasure erasure) throws Exception {
    if (tombstones.isDone(erasure)) {
      return;
    }
    Held user = held.enter(erasure.userId());
    UserState state = state(user);
    if (!state.isEmpty()) {
      counts.forgotten();
    }
    clear(user);
    alarms.loosen(erasure.userId());
    rows.erased(erasure, tombstones.put(erasure, now()));
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    Held user = held.enter(timer.getKey());
    user.wokenFor = Math.min(user.wokenFor, alarms.due(timer));
    user.timerAt = Held.NEVER;
    if (plan.isTickBetween(user.wokenFor - 1, watermark)) {
      observe(user, state(user));
      makeRoom();
    }
    wakeUp(user);
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw noProcessingTime();
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.getTimestamp() == Long.MAX_VALUE) {
      if (watermark != Long.MIN_VALUE) {
        // Nobody's turn comes later than this any more.
        advance(alarms.lastTurn(watermark));
        output.emitWatermark(new Watermark(watermark));
      }
      output.emitWatermark(mark);
    } else {
      long before = watermark;
      watermark = floor.atLeast(mark.getTimestamp());
      if (before == Long.MIN_VALUE || plan.isTickBetween(before, watermark)) {
        observeWaiting();
      }
      advance(mark.getTimestamp());
      output.emitWatermark(new Watermark(mark.getTimestamp() - spread.millis()));
    }
  }

  private void advance(long time) throws Exception {
    getTimeServiceManager().orElseThrow().advanceWatermark(new Watermark(time));
  }

  /** Whoever waits for a row by the clock has no timer. */
  private void observeWaiting() throws Exception {
    for (Held user : held.due()) {
      setCurrentKey(user.userId);
      observe(user, state(user));
      makeRoom();
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    settleAll();
    alarms.dropLoose();
    storeAll();
  }

  private void storeAll() throws Exception {
    for (Held user : held.unstored()) {
      setCurrentKey(user.userId);
      store(user, state(user));
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    counts.snapshot();
    floor.snapshot(watermark);
    takeovers.snapshot(definition.hash());
    savedSpread.snapshot(spread);
    if (served != null) {
      served.snapshot(mark(context.getCheckpointId()), now());
    }
    if (examples != null) {
      examples.snapshot();
    }
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    windowMetrics.checkpointed();
    if (served != null && getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
      served.mark(mark(checkpointId));
    }
  }

  private Mark mark(long checkpointId) {
    return new Mark(getRuntimeContext().getJobInfo().getJobId().toString(), checkpointId);
  }

  @Override
  public void finish() throws Exception {
    settleAll();
    super.finish();
  }

  @Override
  public void close() throws Exception {
    if (nextFlush != null) {
      nextFlush.cancel(false);
    }
    if (served != null) {
      served.close();
    }
    super.close();
  }

  /** The user's state, read where it is not in memory; the key is the user's. */
  private UserState state(Held user) throws Exception {
    UserState state = user.state;
    if (state != null) {
      held.touch(user);
      return state;
    }
    state = stored.read();
    user.tombstone = tombstones.of(user.userId);
    // Whatever was due before has been shown when its timer fired.
    state.shownUntil(Math.min(alarms.timeOf(user, watermark), user.wokenFor - 1));
    if (user.wokenFor == Held.NEVER) {
      user.timerAt = alarms.next(user, state, watermark);
    }
    held.keep(user, state);
    return state;
  }

  private void wakeUp(Held user) throws Exception {
    held.schedule(user, now());
    settleDue();
  }

  private void scheduleFlush() {
    nextFlush =
        getProcessingTimeService()
            .registerTimer(
                now() + HeldUsers.LINGER_MILLIS,
                time -> {
                  if (served != null && served.haveBeenLost()) {
                    windowMetrics.lost();
                    storeAll(); // everyone is found by what is stored
                    served.completeFrom(alarms.repeatEveryone(now()));
                  }
                  settleDue();
                  tombstones.sweep(now());
                  windowMetrics.look();
                  scheduleFlush();
                });
  }

  private void settleDue() throws Exception {
    long now = now();
    for (Held user = held.pollDue(now); user != null; user = held.pollDue(now)) {
      boolean isForNow = user.state == null;
      if (user.isDue() && settle(user)) {
        held.rest(user, now);
      }
      if (isForNow && user.state != null) {
        release(user);
      }
      held.leave(user);
    }
  }

  private void settleAll() throws Exception {
    for (Held user : held.due()) {
      settle(user);
    }
    makeRoom();
  }

  /** Answers what is due for a user; true where that is a row. */
  private boolean settle(Held user) throws Exception {
    setCurrentKey(user.userId);
    UserState state = state(user);
    observe(user, state);
    if (state.isForgotten(watermark)) {
      forget(user, state);
      return false;
    }
    if (user.repeatDue && !state.isEmpty()) {
      user.rowDue = true;
    }
    if (user.renewalDue && !user.rowDue) {
      renew(user, state);
    }
    long asOf = state.asOf(watermark);
    Values values = new Values(plan.columns());
    boolean isRow = user.rowDue;
    if (isRow) {
      state.evaluate(asOf, values);
    } else {
      isRow = state.evaluateDecay(asOf, values);
    }
    if (isRow) {
      rows.live(user.userId, asOf, state, values, user.cause);
    }
    user.rowDue = false;
    user.cause = Cause.NONE;
    user.renewalDue = false;
    user.repeatDue = false;
    user.wokenFor = Held.NEVER;
    alarms.set(user, state, watermark);
    return isRow;
  }

  /** A row of the same events wins only as of a later time: until then its renewal waits. */
  private void renew(Held user, UserState state) {
    long shown = state.asOf(Long.MIN_VALUE);
    if (state.isEmpty()) {
      return;
    }
    if (watermark > shown) {
      user.rowDue = true;
    } else {
      alarms.renewAt(shown + 1);
    }
  }

  /** Stores the states that are one too many. */
  private void makeRoom() throws Exception {
    for (Held user = held.surplus(); user != null; user = held.surplus()) {
      release(user);
    }
  }

  private void release(Held user) throws Exception {
    UserState state = user.state;
    if (user.unstored && state != null) {
      setCurrentKey(user.userId);
      store(user, state);
    }
    held.drop(user);
  }

  private void store(Held user, UserState state) throws Exception {
    alarms.set(user, state, watermark);
    stored.write(state);
    user.unstored = false;
  }

  private void forget(Held user, UserState state) {
    rows.gone(user.userId, state.asOf(watermark), state.events());
    counts.forgotten();
    clear(user);
  }

  /** Lets go of all that is kept of a user whose state has been read. */
  private void clear(Held user) {
    alarms.cancel(user);
    stored.clear();
    user.unstored = false;
    user.rowDue = false;
    user.cause = Cause.NONE;
    user.renewalDue = false;
    user.repeatDue = false;
    user.wokenFor = Held.NEVER;
    held.drop(user);
  }

  private void observe(Held user, UserState state) {
    state.observe(watermark, observer.of(user));
  }

  private static IllegalStateException noProcessingTime() {
    return new IllegalStateException("no turn is ever by the clock");
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  /**
   * Makes rows anew after a change of the definitions, and after a tick where there are models; by
   * the clock, after a loss.
   */
  private final class Renewal implements Triggerable<String, VoidNamespace> {

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
      Held user = held.enter(timer.getKey());
      user.renewalDue = true;
      wakeUp(user);
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
      Held user = held.enter(timer.getKey());
      user.repeatDue = true;
      wakeUp(user);
    }
  }
}
