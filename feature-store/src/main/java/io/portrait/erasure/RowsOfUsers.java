package io.portrait.erasure;

import io.portrait.table.DeletedRows;
import java.time.OffsetDateTime;
import java.util.List;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/** Of a table with a row per user, or many: those of the users go. */
final class RowsOfUsers implements RowRule {

  static final String USER_ID = DeletedRows.USER_ID;
  private static final String KNOWN_AT = "known_at";

  /** Iceberg compares no more with a file's bounds. */
  private static final int MOST_IN_FILTER = 200;

  private final ErasedUsers users;

  RowsOfUsers(ErasedUsers users) {
    this.users = users;
  }

  @Override
  public List<String> columns() {
    return List.of(USER_ID, KNOWN_AT);
  }

  @Override
  public boolean concerns(Record row) {
    return users.contains(
        (String) row.getField(USER_ID), ((OffsetDateTime) row.getField(KNOWN_AT)).toInstant());
  }

  @Override
  public @Nullable Record rest(Record row) {
    return null;
  }

  @Override
  public boolean isNamed(String userId) {
    return users.contains(userId);
  }

  @Override
  public Expression where() {
    return users
        .ids()
        .filter(ids -> ids.size() <= MOST_IN_FILTER)
        .<Expression>map(ids -> Expressions.in(USER_ID, ids.toArray()))
        .orElse(Expressions.alwaysTrue());
  }
}
