package io.portrait.job.sink;

import io.portrait.definition.Online;
import io.portrait.event.ErasedUser;
import io.portrait.job.profile.ProfileUpdate;
import io.portrait.online.RowEncoder;
import io.portrait.online.RowWrite;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.connector.base.sink.writer.ElementConverter;
import org.jspecify.annotations.Nullable;

/** Encodes updates; travels to the workers as texts, its encoder is made there. */
final class RedisRowConverter implements ElementConverter<ProfileUpdate, RedisRow> {

  private static final long serialVersionUID = 1;

  private final String project;
  private final String schemaJson;
  private final Online.Encoding encoding;
  private final long ttlMillis;
  private final byte[] erasureSalt;
  private final long tombstoneMillis;
  private transient @Nullable RowEncoder encoder;

  RedisRowConverter(
      String project, String schemaJson, Online online, byte[] erasureSalt, long tombstoneMillis) {
    this.project = project;
    this.schemaJson = schemaJson;
    this.encoding = online.encoding();
    this.ttlMillis = online.ttl().toMillis();
    this.erasureSalt = erasureSalt.clone();
    this.tombstoneMillis = tombstoneMillis;
  }

  @Override
  public RedisRow apply(ProfileUpdate update, SinkWriter.Context context) {
    return new RedisRow(write(update), update.cause());
  }

  private RowWrite write(ProfileUpdate update) {
    ProfileRow row = update.row();
    return switch (update.kind()) {
      case LIVE -> encoder().write(row);
      case GONE -> encoder().delete(row.userId(), row.version());
      case ERASED ->
          encoder()
              .erase(
                  row.userId(),
                  ErasedUser.hash(erasureSalt, row.userId()),
                  row.version().asOf(),
                  tombstoneMillis);
      case TICK -> throw new IllegalArgumentException("ticks do not go to Redis");
    };
  }

  private RowEncoder encoder() {
    RowEncoder made = encoder;
    if (made == null) {
      made = new RowEncoder(project, ProfileSchema.fromJson(schemaJson), encoding, ttlMillis);
      encoder = made;
    }
    return made;
  }
}
