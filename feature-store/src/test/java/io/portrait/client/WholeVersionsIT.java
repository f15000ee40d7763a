package io.portrait.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.definition.Online.Encoding;
import io.portrait.definition.Values;
import io.portrait.online.OnlineStore;
import io.portrait.online.RowEncoder;
import io.portrait.online.Rows;
import io.portrait.online.TestRedis;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import io.portrait.profile.RowVersion;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Readers of rows that are rewritten all the while: columns and embedding are of one version. */
class WholeVersionsIT {

  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final int COLUMNS = 40;
  private static final int DIMENSIONS = 384;
  private static final int READINGS = 300;
  private static final List<String> USERS = List.of("u-1", "u-2", "u-3", "u-4");
  private static final ProfileSchema SCHEMA =
      new ProfileSchema(
          IntStream.range(0, COLUMNS)
              .mapToObj(column -> new Column("column_" + column, ColumnType.LONG, ""))
              .toList());

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void areOneWholeVersion(Encoding encoding) throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (TestRedis redis = TestRedis.inMemory();
        OnlineStore store = OnlineStore.connect(redis.address(), "shop");
        ProfileClient client = ProfileClient.builder("shop").redis(redis.address()).build()) {
      store.putSchema(SCHEMA);
      RowEncoder encoder = new RowEncoder("shop", SCHEMA, encoding, 600_000);
      write(store, encoder, 1);
      CompletableFuture<Long> writer =
          CompletableFuture.supplyAsync(
              () -> {
                long version = 1;
                while (!done.get()) {
                  write(store, encoder, ++version);
                }
                return version;
              });
      PreparedView view = client.prepareAll();
      long first = 0;
      long last = 0;
      try {
        for (int reading = 0; reading < READINGS; reading++) {
          for (Profile profile :
              reading % 2 == 0
                  ? view.getAllBlocking(USERS, DEADLINE)
                  : view.getAll(USERS, DEADLINE).join()) {
            last = version(profile, encoding);
            first = first == 0 ? last : first;
          }
        }
      } finally {
        done.set(true);
      }
      assertThat(writer.get()).isGreaterThanOrEqualTo(last);
      assertThat(last).as("rows were rewritten while they were read").isGreaterThan(first + 10);
    }
  }

  /** The version that every column and every coordinate shows. */
  private static long version(Profile profile, Encoding encoding) {
    long version = profile.version().orElseThrow().events();
    for (int column = 0; column < COLUMNS; column++) {
      assertThat(profile.getLong("column_" + column)).hasValue(version);
    }
    assertThat(profile.getLong("_events")).hasValue(version);
    Optional<float[]> embedding = profile.embedding();
    // Of a hash the embedding is read by commands of its own: two writes between leave it out.
    if (encoding == Encoding.PACKED || embedding.isPresent()) {
      assertThat(embedding.orElseThrow()).hasSize(DIMENSIONS).containsOnly((float) version);
    }
    return version;
  }

  private static void write(OnlineStore store, RowEncoder encoder, long version) {
    store.write(USERS.stream().map(user -> encoder.write(row(user, version))).toList());
  }

  private static ProfileRow row(String userId, long version) {
    Values values = new Values(COLUMNS);
    for (int column = 0; column < COLUMNS; column++) {
      values.set(column, (double) version);
    }
    float[] embedding = new float[DIMENSIONS];
    Arrays.fill(embedding, (float) version);
    ProfileRow template = Rows.row(userId, new RowVersion(0, version, version), embedding);
    return new ProfileRow(
        userId,
        template.version(),
        values,
        template.segment(),
        template.churnProbability(),
        template.churnReasons(),
        template.tags(),
        template.writtenAt(),
        template.definitions(),
        template.models(),
        template.status(),
        template.partialUntil(),
        embedding);
  }
}
