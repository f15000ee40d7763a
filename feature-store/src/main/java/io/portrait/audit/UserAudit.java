package io.portrait.audit;

import io.portrait.audit.Check.Verdict;
import java.util.List;

/**
 * What came of one user.
 *
 * @param rows that were audited
 */
public record UserAudit(String userId, List<Row> rows) {

  /**
   * What came of one row.
   *
   * @param asOf event time the row is true for, epoch milliseconds
   * @param checks one a column
   */
  public record Row(Leg leg, long asOf, List<Check> checks) {}

  /** Whether another look, in a moment, may tell more. */
  public boolean isUnsettled() {
    return has(Verdict.NOT_YET);
  }

  /** Whether anything is not as it should be. */
  public boolean hasMismatch() {
    return has(Verdict.DIFFERS);
  }

  private boolean has(Verdict verdict) {
    return rows.stream()
        .flatMap(row -> row.checks().stream())
        .anyMatch(check -> check.verdict() == verdict);
  }
}
