package io.portrait.erasure;

import io.portrait.event.EventRules;
import io.portrait.event.Pseudonyms;
import io.portrait.event.RecordUser;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/**
 * Of the table {@code rejected_events}: records of the users go. A record that is too broken to say
 * whose it is goes where an id stands in it, and any record that holds an id too long to be there
 * by chance.
 */
final class RejectedRecords implements RowRule {

  private static final String RAW = "raw";
  private static final String REJECTED_AT = "rejected_at";

  private final ErasedUsers users;
  private final RecordUser recordUser;
  private final Mentions mentions;
  private final Pseudonyms pseudonyms;

  /**
   * A rule.
   *
   * @param ids the users' as they stand in records
   * @param pseudonyms by which records were sealed, and users are called
   */
  RejectedRecords(ErasedUsers users, Set<String> ids, EventRules rules, Pseudonyms pseudonyms) {
    this.users = users;
    this.pseudonyms = pseudonyms;
    recordUser = new RecordUser(rules);
    mentions = new Mentions(ids);
  }

  @Override
  public List<String> columns() {
    return List.of(RAW, REJECTED_AT);
  }

  @Override
  public boolean concerns(Record row) {
    byte[] raw = pseudonyms.open(bytes((ByteBuffer) row.getField(RAW)));
    Optional<String> user = recordUser.of(raw);
    if (user.isEmpty()) {
      return mentions.inText(raw);
    }
    OffsetDateTime rejected = (OffsetDateTime) row.getField(REJECTED_AT);
    return users.contains(pseudonyms.name(user.get()), rejected.toInstant())
        || mentions.inBytes(raw);
  }

  @Override
  public @Nullable Record rest(Record row) {
    return null;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
