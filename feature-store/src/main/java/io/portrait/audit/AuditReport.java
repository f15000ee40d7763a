package io.portrait.audit;

import io.portrait.audit.Check.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What audits of users add up to, by column. Mutable; keeps the first mismatches themselves. */
public final class AuditReport {

  /** Mismatches that are kept with all that is known of them. */
  private static final int KEPT = 1_000;

  private final Map<String, Tally> columns = new LinkedHashMap<>();
  private final Map<String, Long> reasons = new TreeMap<>();
  private final Map<Leg, Long> rows = new EnumMap<>(Leg.class);
  private final List<Mismatch> mismatches = new ArrayList<>();
  private long users;

  /** Values of a column. Mutable; other classes read it. */
  public static final class Tally {

    private final Map<Leg, Long> agree = new EnumMap<>(Leg.class);
    private final Map<Leg, Long> differ = new EnumMap<>(Leg.class);
    private final Map<Leg, Long> unchecked = new EnumMap<>(Leg.class);
    private double mostOff;

    /** Those in a place that are as they should be. */
    public long agree(Leg leg) {
      return agree.getOrDefault(leg, 0L);
    }

    /** Those in a place that are not. */
    public long differ(Leg leg) {
      return differ.getOrDefault(leg, 0L);
    }

    /** Those in a place of which nobody can tell. */
    public long unchecked(Leg leg) {
      return unchecked.getOrDefault(leg, 0L);
    }

    /** Those that are as they should be. */
    public long agree() {
      return sum(agree);
    }

    /** Those that are not. */
    public long differ() {
      return sum(differ);
    }

    /** Those of which nobody can tell. */
    public long unchecked() {
      return sum(unchecked);
    }

    /** By how much a number differs at most from what it should be, as a part of the greater. */
    public double mostOff() {
      return mostOff;
    }

    private void add(Leg leg, Check check) {
      mostOff = Math.max(mostOff, check.off());
      Map<Leg, Long> one =
          switch (check.verdict()) {
            case AGREES -> agree;
            case DIFFERS -> differ;
            case UNCHECKED, NOT_YET -> unchecked;
          };
      one.merge(leg, 1L, Long::sum);
    }

    private static long sum(Map<Leg, Long> byLeg) {
      return byLeg.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** A value that is not as it should be. */
  public record Mismatch(String userId, Leg leg, long asOf, Check check) {}

  /** Adds what came of a user. */
  public void add(UserAudit user) {
    users++;
    for (UserAudit.Row row : user.rows()) {
      rows.merge(row.leg(), 1L, Long::sum);
      for (Check check : row.checks()) {
        columns.computeIfAbsent(check.column(), name -> new Tally()).add(row.leg(), check);
        if (check.verdict() == Verdict.DIFFERS && mismatches.size() < KEPT) {
          mismatches.add(new Mismatch(user.userId(), row.leg(), row.asOf(), check));
        }
      }
      row.checks().stream()
          .filter(
              check -> check.verdict() == Verdict.UNCHECKED || check.verdict() == Verdict.NOT_YET)
          .map(check -> row.leg().label() + ": " + check.why())
          .distinct()
          .forEach(reason -> reasons.merge(reason, 1L, Long::sum));
    }
  }

  /** By column, in the order in which rows have them. */
  public Map<String, Tally> columns() {
    return columns;
  }

  /** By where and why, how many rows have something that could not be checked. */
  public Map<String, Long> reasons() {
    return reasons;
  }

  /** The first thousand mismatches. */
  public List<Mismatch> mismatches() {
    return mismatches;
  }

  /** Rows in a place. */
  public long rows(Leg leg) {
    return rows.getOrDefault(leg, 0L);
  }

  /** Users. */
  public long users() {
    return users;
  }

  /** Values that were compared. */
  public long compared() {
    return columns.values().stream().mapToLong(tally -> tally.agree() + tally.differ()).sum();
  }

  /** Values that are not as they should be. */
  public long differ() {
    return columns.values().stream().mapToLong(Tally::differ).sum();
  }
}
