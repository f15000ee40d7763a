package io.portrait.cli;

import io.portrait.audit.Audit;
import io.portrait.audit.AuditReport;
import io.portrait.audit.EventHistory;
import io.portrait.audit.KnownModels;
import io.portrait.audit.OfflineRows;
import io.portrait.audit.Refusals;
import io.portrait.audit.UserAudit;
import io.portrait.cli.audit.Audited;
import io.portrait.cli.audit.EventLog;
import io.portrait.cli.audit.Sample;
import io.portrait.cli.status.Numbers;
import io.portrait.definition.Definition;
import io.portrait.event.Pseudonyms;
import io.portrait.offline.OfflineTables;
import io.portrait.online.OnlineStore;
import io.portrait.online.StoredProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * One audit: rows first, then the events, so that whatever a row was made of has been read; then
 * the offline tables. Where a job is at work, users of whom something cannot be said yet are looked
 * at again a few times; what differs is told, whatever becomes of it.
 */
final class AuditRun {

  private static final int LOOKS = 4;
  private static final long BETWEEN_LOOKS_MILLIS = 5_000;

  private final Pseudonyms pseudonyms;
  private final Settings settings;
  private final AuditPlaces places;
  private final Definition definition;
  private final StopSignal stop;
  private final @Nullable Function<String, float @Nullable []> model;
  private volatile Supplier<String> doing = () -> "choosing users";

  /**
   * What is asked for.
   *
   * @param users by name; empty for a sample
   * @param sample how many users at most
   * @param seed which
   * @param ticks how many rows of feature_log of each, from 0
   */
  record Settings(List<String> users, int sample, long seed, int ticks) {

    Settings named(Pseudonyms pseudonyms) {
      return new Settings(users.stream().map(pseudonyms::name).toList(), sample, seed, ticks);
    }
  }

  AuditRun(
      Settings settings,
      AuditPlaces places,
      StopSignal stop,
      @Nullable Function<String, float @Nullable []> model) {
    this.places = places;
    this.definition = places.definition();
    this.pseudonyms = UserNames.required(definition); // raw events are read
    this.settings = settings.named(pseudonyms);
    this.stop = stop;
    this.model = model;
  }

  /**
   * Audits.
   *
   * @throws Failure if there is nothing to audit, or nothing to hold it against
   */
  Audited run(Console console) {
    return Progress.ifLong(
        console, () -> "audit       " + doing.get(), () -> places.store(this::audit));
  }

  private Audited audit(OnlineStore store) {
    long start = System.nanoTime();
    List<String> users = settings.users();
    long all = 0;
    if (users.isEmpty()) {
      Sample sample = Sample.of(store.users(), settings.sample(), settings.seed());
      all = sample.of();
      users = sample.users();
    }
    Map<String, StoredProfile> rows = rows(store, users);
    List<String> missing =
        settings.users().stream().filter(user -> !rows.containsKey(user)).toList();
    if (rows.isEmpty()) {
      throw Failure.because(
          settings.users().isEmpty()
              ? "project " + definition.project() + " has no profiles to audit"
              : "none of these users has a profile");
    }
    Map<String, UserAudit> audits = new LinkedHashMap<>();
    Set<String> again = new HashSet<>();
    EventHistory history = new EventHistory(definition, rows.keySet(), pseudonyms);
    try (EventLog log = places.open(stop::asked)) {
      Look look = new Look(log, history, generation(rows.values()));
      look.at(rows, audits);
      for (int i = 1; i < LOOKS && places.isLive(); i++) {
        List<String> left = unsettled(audits.values());
        if (left.isEmpty()) {
          break;
        }
        doing = () -> "looking again at " + Numbers.count(left.size()) + " users";
        if (stop.await(BETWEEN_LOOKS_MILLIS)) {
          throw Failure.because("stopped");
        }
        again.addAll(left);
        look.at(rows(store, left), audits);
      }
    }
    AuditReport report = new AuditReport();
    audits.values().forEach(report::add);
    return new Audited(
        definition.project(),
        definition.hash(),
        settings.seed(),
        all,
        missing,
        history.records(),
        history.kept(),
        again.size(),
        report,
        Instant.now(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  private static Map<String, StoredProfile> rows(OnlineStore store, List<String> users) {
    Map<String, StoredProfile> rows = new LinkedHashMap<>();
    for (Optional<StoredProfile> profile : store.getAll(users)) {
      profile.ifPresent(known -> rows.put(known.row().userId(), known));
    }
    return rows;
  }

  private OptionalLong generation(Collection<StoredProfile> rows) {
    OptionalLong known = places.generation();
    return known.isPresent()
        ? known
        : rows.stream().mapToLong(stored -> stored.row().version().generation()).max();
  }

  private static List<String> unsettled(Collection<UserAudit> audits) {
    return audits.stream()
        .filter(audit -> audit.isUnsettled() && !audit.hasMismatch())
        .map(UserAudit::userId)
        .toList();
  }

  /** Looks at rows, with the events and the tables as they are by then. */
  private final class Look {

    private final EventLog log;
    private final EventHistory history;
    private final OptionalLong generation;
    private final Audit audit;

    Look(EventLog log, EventHistory history, OptionalLong generation) {
      this.log = log;
      this.history = history;
      this.generation = generation;
      this.audit = new Audit(definition, generation, places.isGrowing(), model);
    }

    void at(Map<String, StoredProfile> rows, Map<String, UserAudit> into) {
      doing =
          () ->
              "%s records read, %s events kept, %.0f%%"
                  .formatted(
                      Numbers.count(history.records()),
                      Numbers.count(history.kept()),
                      log.progress() * 100);
      log.readInto(history);
      doing = () -> "reading the offline tables";
      OfflineRows offline = offline(rows.keySet());
      KnownModels models = models(rows.values(), offline);
      Refusals refusals =
          table(
              OfflineTables.REJECTED_EVENTS,
              Refusals.none(),
              table -> Refusals.of(table, log.topic(), log.isByPlace(), pseudonyms));
      table(
          OfflineTables.ERASURES,
          history,
          table -> {
            history.erase(table);
            return history;
          });
      int done = 0;
      for (StoredProfile row : rows.values()) {
        int number = done++;
        doing = () -> Numbers.count(number) + " of " + Numbers.count(rows.size()) + " users";
        if (stop.asked()) {
          throw Failure.because("stopped");
        }
        into.put(row.row().userId(), audit.check(row, history, refusals, models, offline));
      }
    }

    private OfflineRows offline(Collection<String> users) {
      OfflineRows offline = new OfflineRows();
      table(
          OfflineTables.PROFILES,
          offline,
          table -> {
            offline.readProfiles(table, users);
            return offline;
          });
      if (settings.ticks() > 0 && generation.isPresent()) {
        Random random = new Random(settings.seed());
        table(
            OfflineTables.FEATURE_LOG,
            offline,
            table -> {
              offline.readTicks(
                  table, definition, users, generation.getAsLong(), settings.ticks(), random);
              return offline;
            });
      }
      return offline;
    }

    private KnownModels models(Collection<StoredProfile> rows, OfflineRows offline) {
      Map<String, Set<Long>> wanted = new HashMap<>();
      for (StoredProfile stored : rows) {
        stored
            .row()
            .models()
            .forEach(
                (name, version) ->
                    wanted.computeIfAbsent(name, any -> new HashSet<>()).add(version));
      }
      offline.addModels(wanted);
      return table(
          OfflineTables.MODELS,
          KnownModels.none(),
          table -> KnownModels.of(table, definition, wanted));
    }

    private <T> T table(String name, T absent, Function<Table, T> work) {
      return places.table(name, work).orElse(absent);
    }
  }
}
