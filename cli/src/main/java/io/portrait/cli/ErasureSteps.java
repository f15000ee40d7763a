package io.portrait.cli;

import io.portrait.cli.erase.ErasureRecords;
import io.portrait.cli.erase.Place;
import io.portrait.cli.erase.Receipt;
import io.portrait.cli.feed.Broker;
import io.portrait.cli.status.Numbers;
import io.portrait.definition.Definition;
import io.portrait.erasure.Erasures;
import io.portrait.erasure.NamedUsers;
import io.portrait.erasure.TableReport;
import io.portrait.erasure.TableReport.Remaining;
import io.portrait.erasure.WarehouseErasure;
import io.portrait.event.ErasedUser;
import io.portrait.event.Pseudonyms;
import io.portrait.offline.OfflineCatalog;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.online.RedisPersistence;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.NoSuchTableException;

/**
 * The steps of an erasure, wherever its project's parts are: the job is told, and has told; then
 * history is rewritten, Redis looked into, and every file searched.
 */
final class ErasureSteps {

  private static final long LOOK_EVERY_MILLIS = 500;

  /** What a job commits with one checkpoint, table by table, is there well within that. */
  private static final Duration SETTLED = Duration.ofSeconds(4);

  private static final int QUIET_PASSES = 2;
  private static final Duration REWRITE_WITHIN = Duration.ofMinutes(10);

  private final Console console;
  private final Definition definition;
  private final Pseudonyms pseudonyms;

  /** As they stand in events. */
  private final List<String> told;

  /** As they are called in all that is stored. */
  private final List<String> ids;

  private final Instant at;
  private final Duration timeout;
  private final NamedUsers users;
  private final List<Place> places = new ArrayList<>();
  private Set<String> served = Set.of();
  private byte[] salt = {};

  ErasureSteps(Console console, Definition definition, List<String> ids, Duration timeout) {
    this.console = console;
    this.definition = definition;
    this.pseudonyms = UserNames.required(definition);
    this.told = List.copyOf(ids);
    this.ids = ids.stream().map(pseudonyms::name).toList();
    this.timeout = timeout;
    // Events carry milliseconds.
    at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    users = io.portrait.erasure.ErasedUsers.named(this.ids);
  }

  /** The time of the erasure. */
  Instant at() {
    return at;
  }

  /** Whom it is about, as they are called in all that is stored. */
  List<String> ids() {
    return ids;
  }

  /** All names they have anywhere. */
  List<String> names() {
    return Stream.concat(ids.stream(), told.stream()).distinct().toList();
  }

  /** What users are called afterwards; known once the warehouse was asked. */
  String hash(String userId) {
    return ErasedUser.hash(salt, userId);
  }

  /** Learns the project's salt, and who is served. */
  void prepare(Map<String, String> warehouse, RedisAddress redis) {
    salt = inWarehouse(warehouse, catalog -> erasures(catalog).salt());
    lookInto(redis);
  }

  /** Learns who is served. */
  void lookInto(RedisAddress redis) {
    try (OnlineStore store = OnlineStore.connect(redis, definition.project())) {
      served = served(store);
    }
  }

  /** Sends the records, and waits until the job has committed that it took them. */
  void tell(
      Broker kafka, String topic, Map<String, String> warehouse, Supplier<Boolean> isStopped) {
    ErasureRecords.send(kafka, topic, told, at, definition.events());
    List<String> hashes = ids.stream().map(this::hash).toList();
    AtomicLong taken = new AtomicLong();
    Progress.ifLong(
        console,
        () ->
            "erasing     the job has taken "
                + Numbers.count(taken.get())
                + " of "
                + Numbers.count(hashes.size()),
        () -> await(warehouse, hashes, taken, isStopped));
  }

  private boolean await(
      Map<String, String> warehouse,
      List<String> hashes,
      AtomicLong taken,
      Supplier<Boolean> isStopped) {
    long deadline = System.nanoTime() + timeout.toNanos();
    return inWarehouse(
        warehouse,
        catalog -> {
          Erasures erasures = erasures(catalog);
          while (true) {
            taken.set(erasures.count(hashes, at));
            if (taken.get() >= hashes.stream().distinct().count()) {
              return true;
            }
            if (System.nanoTime() > deadline) {
              throw Failure.because(
                  "the job has not taken the erasure within "
                      + Numbers.age(timeout)
                      + ": is it running? It will when it does; then erase again, for the history");
            }
            if (isStopped.get()) {
              throw Failure.because(
                  "stopped before the job had taken the erasure; it will, then erase again, for the"
                      + " history");
            }
            pause(LOOK_EVERY_MILLIS);
          }
        });
  }

  /**
   * Rewrites history until nothing is found any more, lets the rest of it expire, and searches
   * every file that is left.
   *
   * @param isWritten whether a job goes on writing
   * @param leftoversOlderThan files of no snapshot that hold a user are deleted if they are older
   */
  void eraseHistory(Map<String, String> warehouse, boolean isWritten, Duration leftoversOlderThan) {
    AtomicReference<String> doing = new AtomicReference<>("rewriting tables");
    List<TableReport> reports =
        Progress.ifLong(
            console,
            () -> "erasing     " + doing.get(),
            () ->
                inWarehouse(
                    warehouse,
                    catalog -> {
                      WarehouseErasure erasure = inTables(catalog);
                      untilQuiet(erasure, isWritten);
                      doing.set("letting history go");
                      erasure.endHistory(Instant.now(), definition.erasure().history());
                      return erasure.search(
                          Instant.now(),
                          definition.erasure().history(),
                          leftoversOlderThan,
                          (table, files) ->
                              doing.set(
                                  "searching " + table + ", " + Numbers.count(files) + " files"));
                    }));
    Instant now = Instant.now();
    reports.forEach(report -> places.add(Place.of(report, now)));
  }

  private WarehouseErasure inTables(Catalog catalog) {
    return new WarehouseErasure(
        catalog, definition.project(), definition.events(), users, Set.copyOf(told), pseudonyms);
  }

  private void untilQuiet(WarehouseErasure erasure, boolean isWritten) {
    long deadline = System.nanoTime() + timeout.toNanos();
    int quiet = 0;
    while (quiet < (isWritten ? QUIET_PASSES : 1)) {
      quiet = erasure.pass() ? 0 : quiet + 1;
      if (isWritten && quiet < QUIET_PASSES) {
        pause(SETTLED.toMillis());
      }
      if (System.nanoTime() > deadline) {
        throw Failure.because(
            "rows of the users still arrive after "
                + Numbers.age(timeout)
                + ": is another job writing to these tables?");
      }
    }
  }

  /** Looks whether Redis still has a user, and has it write its files anew. */
  void checkRedis(RedisAddress redis) {
    try (OnlineStore store = OnlineStore.connect(redis, definition.project())) {
      Set<String> left = served(store);
      RedisPersistence.Outcome files =
          Progress.ifLong(
              console,
              () -> "erasing     Redis writes its files anew",
              () -> RedisPersistence.rewrite(redis, REWRITE_WITHIN));
      Map<String, Object> done = new LinkedHashMap<>();
      done.put("profiles_deleted", (long) served.size() - left.size());
      done.put("tombstones", (long) ids.size());
      if (!files.rewritten().isEmpty()) {
        done.put("rewritten", String.join(", ", files.rewritten()));
      }
      List<Remaining> remaining = new ArrayList<>();
      if (!left.isEmpty()) {
        remaining.add(
            new Remaining(left.size() + " profiles", "the job has not deleted them", null, true));
      }
      files
          .refused()
          .forEach(
              refused ->
                  remaining.add(
                      new Remaining(
                          refused.split(":", 2)[0],
                          "keys that were deleted stand in it until Redis writes it anew, which it"
                              + " did not when asked",
                          null,
                          false)));
      add(new Place("Redis", done, Instant.now(), remaining));
    }
  }

  /** Has a place to tell of. */
  void add(Place place) {
    places.add(place);
  }

  /** What would be removed. */
  List<Place> look(Map<String, String> warehouse, Optional<RedisAddress> redis) {
    List<Place> found = new ArrayList<>();
    redis.ifPresent(
        address -> {
          lookInto(address);
          found.add(
              new Place(
                  "Redis", Map.of("profiles", (long) served.size()), Instant.now(), List.of()));
        });
    inWarehouse(
        warehouse,
        catalog ->
            found.addAll(
                inTables(catalog).look().stream()
                    .map(report -> Place.of(report, Instant.now()))
                    .toList()));
    return found;
  }

  /** What was done. */
  Receipt receipt(String product, String how) {
    Map<String, Boolean> everyone = new LinkedHashMap<>();
    Set<String> met = users.met();
    ids.forEach(id -> everyone.put(hash(id), served.contains(id) || met.contains(id)));
    return new Receipt(
        product, definition.project(), definition.hash(), how, at, Instant.now(), everyone, places);
  }

  private Set<String> served(OnlineStore store) {
    List<Optional<?>> profiles = new ArrayList<>(store.getAll(ids));
    List<Optional<?>> embeddings = new ArrayList<>(store.embeddings(ids));
    Set<String> found = new java.util.HashSet<>();
    for (int i = 0; i < ids.size(); i++) {
      if (profiles.get(i).isPresent() || embeddings.get(i).isPresent()) {
        found.add(ids.get(i));
      }
    }
    return found;
  }

  private Erasures erasures(Catalog catalog) {
    try {
      return Erasures.of(catalog, definition.project());
    } catch (NoSuchTableException e) {
      throw Failure.because(
          "project "
              + definition.project()
              + " has no table of erasures in this warehouse: its job makes it when it starts",
          e);
    }
  }

  static <T> T inWarehouse(Map<String, String> warehouse, Function<Catalog, T> work) {
    Catalog catalog;
    try {
      catalog = OfflineCatalog.open(warehouse);
    } catch (IllegalArgumentException e) {
      throw Failure.because(Failure.reason(e), e);
    }
    try {
      return work.apply(catalog);
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.because("interrupted", e);
    }
  }
}
