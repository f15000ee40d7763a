package io.portrait.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.online.SelectedRow;
import io.portrait.online.SelectedRow.Outcome;
import io.portrait.online.SelectedRows.Wanted;
import io.portrait.online.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who reads what when, over a reader made by hand. */
class LookupsTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Selection SELECTION =
      new Selection(List.of(new Column("views", ColumnType.LONG, "")));

  private final FakeReader reader = new FakeReader();
  private Lookups lookups = new Lookups(reader, 2, 0, Duration.ZERO);

  @AfterEach
  void close() {
    reader.gate.countDown();
    lookups.close();
  }

  private void withRetries(int retries, Duration backOff) {
    lookups.close();
    lookups = new Lookups(reader, 2, retries, backOff);
  }

  private CompletableFuture<List<SelectedRow>> start(List<String> userIds) {
    return lookups.start(userIds, SELECTION, LONG);
  }

  private static List<String> users(int count) {
    return IntStream.range(0, count).mapToObj(number -> "u-" + number).toList();
  }

  private static List<String> ids(List<SelectedRow> rows) {
    return rows.stream().map(SelectedRow::userId).toList();
  }

  @Test
  void manyUsersAreReadInPagesNoMoreAtOnceThanThereAreConnections() {
    List<String> users = users(100 * Lookups.PAGE + 1);

    assertThat(ids(start(users).join())).isEqualTo(users);
    assertThat(reader.sizes).hasSize(101).allMatch(size -> size <= Lookups.PAGE);
    assertThat(reader.mostAtOnce.get()).isBetween(1, 2);
  }

  @Test
  void whatWaitsIsReadTogether() throws InterruptedException {
    reader.gate = new CountDownLatch(1);
    List<CompletableFuture<List<SelectedRow>>> answers = new ArrayList<>();
    answers.add(start(List.of("first")));
    answers.add(start(List.of("second")));
    reader.arrived(2); // both connections are busy
    for (int i = 0; i < 300; i++) {
      answers.add(start(List.of("u-" + i)));
    }
    reader.gate.countDown();

    answers.forEach(CompletableFuture::join);

    assertThat(answers.get(250).join().get(0).userId()).isEqualTo("u-248");
    assertThat(reader.sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(302);
    assertThat(reader.sizes.size()).as("round trips").isLessThanOrEqualTo(4);
  }

  @Test
  void whoWaitsReadsByItselfWhereAConnectionIsFree() {
    List<SelectedRow> rows = lookups.now(List.of("a", "b", "a"), SELECTION, LONG);

    assertThat(ids(rows)).containsExactly("a", "b", "a");
    assertThat(reader.threads).containsExactly(Thread.currentThread());
  }

  @Test
  void withoutAConnectionYetOthersReadForWhoWaits() {
    reader.connected = false;

    assertThat(ids(lookups.now(List.of("a"), SELECTION, LONG))).containsExactly("a");
    assertThat(reader.threads).doesNotContain(Thread.currentThread());
  }

  @Test
  void whoeverWasNotReadByTheDeadlineIsAnErrorAndTheOthersAreNot() throws InterruptedException {
    reader.gate = new CountDownLatch(1);
    reader.stopsFrom = 1; // the second page stands still
    List<String> users = users(Lookups.PAGE + 1);
    lookups.close();
    lookups = new Lookups(reader, 1, 0, Duration.ZERO);

    List<SelectedRow> rows = lookups.start(users, SELECTION, Duration.ofMillis(200)).join();

    assertThat(ids(rows)).isEqualTo(users);
    assertThat(rows.subList(0, Lookups.PAGE)).allMatch(row -> row.outcome() == Outcome.NOT_FOUND);
    assertThat(rows.get(Lookups.PAGE).error()).isEqualTo("no answer before the deadline");
  }

  @Test
  void whatFailedIsTriedAgainAndOnlyThat() {
    withRetries(2, Duration.ofMillis(1));
    reader.answer =
        userId ->
            userId.equals("bad") && reader.sizes.size() < 3
                ? SelectedRow.failed(userId, "LOADING", true)
                : SelectedRow.notFound(userId);

    List<SelectedRow> rows = start(List.of("good", "bad")).join();
    List<SelectedRow> waited = lookups.now(List.of("good", "bad"), SELECTION, LONG);

    assertThat(rows).extracting(SelectedRow::outcome).containsOnly(Outcome.NOT_FOUND);
    assertThat(waited).extracting(SelectedRow::outcome).containsOnly(Outcome.NOT_FOUND);
    assertThat(reader.sizes).containsExactly(2, 1, 1, 2);
  }

  @Test
  void whatKeepsFailingIsGivenUpAfterTheRetriesAndSaysWhy() {
    withRetries(3, Duration.ofMillis(1));
    reader.answer = userId -> SelectedRow.failed(userId, "cannot reach Redis", true);

    List<SelectedRow> waited = lookups.now(List.of("a"), SELECTION, LONG);

    assertThat(waited.get(0).error()).isEqualTo("cannot reach Redis");
    assertThat(reader.sizes).hasSize(4);
  }

  @Test
  void whatNobodyCanMendIsNotTriedAgain() {
    withRetries(3, Duration.ofMillis(1));
    reader.answer = userId -> SelectedRow.failed(userId, "the row is damaged", false);

    assertThat(start(List.of("a")).join().get(0).error()).isEqualTo("the row is damaged");
    assertThat(reader.sizes).hasSize(1);
  }

  @Test
  void aRetryThatCannotBeInTimeIsNotWaitedFor() {
    withRetries(3, LONG.multipliedBy(2));
    reader.answer = userId -> SelectedRow.failed(userId, "cannot reach Redis", true);

    assertThat(start(List.of("a")).join().get(0).error()).isEqualTo("cannot reach Redis");
    assertThat(reader.sizes).hasSize(1);
  }

  @Test
  void aReaderThatThrowsIsAnErrorAndTheNextIsRead() {
    reader.answer =
        userId -> {
          if (userId.equals("bad")) {
            throw new IllegalStateException("a bug");
          }
          return SelectedRow.notFound(userId);
        };

    assertThat(start(List.of("bad")).join().get(0).error())
        .isEqualTo("it could not be read: java.lang.IllegalStateException: a bug");
    for (int i = 0; i < 5; i++) {
      assertThat(start(List.of("good")).join().get(0).outcome()).isEqualTo(Outcome.NOT_FOUND);
      assertThat(start(List.of("bad")).join().get(0).outcome()).isEqualTo(Outcome.ERROR);
    }
  }

  @Test
  void anEmptyIdIsNobodysAndNobodyIsAnEmptyList() {
    assertThat(start(List.of("", "a", "")).join())
        .extracting(SelectedRow::outcome)
        .containsOnly(Outcome.NOT_FOUND);
    assertThat(lookups.now(List.of(""), SELECTION, LONG).get(0).outcome())
        .isEqualTo(Outcome.NOT_FOUND);
    assertThat(reader.sizes).containsOnly(1);
    assertThat(start(List.of()).join()).isEmpty();
    assertThat(lookups.now(List.of(), SELECTION, LONG)).isEmpty();
  }

  @Test
  void aClosedClientAnswersWhatStillWaits() throws InterruptedException {
    reader.gate = new CountDownLatch(1);
    CompletableFuture<List<SelectedRow>> first = start(List.of("a"));
    CompletableFuture<List<SelectedRow>> second = start(List.of("b"));
    reader.arrived(2);
    CompletableFuture<List<SelectedRow>> waiting = start(List.of("c"));

    lookups.close();

    assertThat(waiting.join().get(0).error()).isEqualTo("the client has been closed");
    assertThat(start(List.of("d")).join().get(0).error()).isEqualTo("the client has been closed");
    assertThat(lookups.now(List.of("e"), SELECTION, LONG).get(0).error())
        .isEqualTo("the client has been closed");
    reader.gate.countDown();
    assertThat(first.join()).hasSize(1);
    assertThat(second.join()).hasSize(1);
  }

  @Test
  void aDeadlineIsPositiveAndMayBeForEver() {
    assertThatThrownBy(() -> lookups.start(List.of("a"), SELECTION, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    Duration forEver = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    assertThat(lookups.start(List.of("a"), SELECTION, forEver).join()).hasSize(1);
    assertThat(lookups.now(List.of("a"), SELECTION, forEver)).hasSize(1);
  }

  /** Knows nobody, unless told otherwise; stands still while its gate is closed. */
  private static final class FakeReader implements RowReader {

    private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile int stopsFrom;
    private volatile boolean connected = true;
    private volatile Function<String, SelectedRow> answer = SelectedRow::notFound;

    @Override
    public boolean isConnected() {
      return connected;
    }

    @Override
    public List<SelectedRow> read(List<Wanted> wanted, long deadline, boolean again) {
      mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      try {
        sizes.add(wanted.size());
        threads.add(Thread.currentThread());
        synchronized (this) {
          notifyAll();
        }
        if (sizes.size() > stopsFrom) {
          gate.await();
        }
        return wanted.stream().map(one -> answer.apply(one.userId())).toList();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return wanted.stream()
            .map(one -> SelectedRow.failed(one.userId(), "interrupted", false))
            .toList();
      } finally {
        atOnce.decrementAndGet();
      }
    }

    synchronized void arrived(int readings) throws InterruptedException {
      while (sizes.size() < readings) {
        wait();
      }
    }
  }
}
