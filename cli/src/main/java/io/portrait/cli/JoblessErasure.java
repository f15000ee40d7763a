package io.portrait.cli;

import io.portrait.definition.Definition;
import io.portrait.erasure.Erasures;
import io.portrait.offline.OfflineTables;
import io.portrait.online.OnlineStore;
import io.portrait.online.RedisAddress;
import io.portrait.online.RowEncoder;
import io.portrait.online.RowWrite;
import io.portrait.profile.ProfileSchema;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Does what the job does with an erasure, where there is none: after a replay. */
final class JoblessErasure {

  private final Definition definition;
  private final ErasureSteps steps;

  JoblessErasure(Definition definition, ErasureSteps steps) {
    this.definition = definition;
    this.steps = steps;
  }

  /** Deletes the rows in Redis, leaves tombstones there, and writes the erasures down. */
  void run(Map<String, String> warehouse, RedisAddress redis, RunState state) {
    ErasureSteps.inWarehouse(
        warehouse,
        catalog -> {
          // A warehouse of an older version has no such table yet.
          OfflineTables.ensure(catalog, definition);
          return true;
        });
    steps.prepare(warehouse, redis);
    byte[] salt =
        ErasureSteps.inWarehouse(
            warehouse, catalog -> Erasures.of(catalog, definition.project()).salt());
    RowEncoder encoder =
        new RowEncoder(
            definition.project(),
            ProfileSchema.of(definition),
            definition.online().encoding(),
            definition.online().ttl().toMillis());
    List<RowWrite> writes =
        steps.ids().stream()
            .map(
                id ->
                    encoder.erase(
                        id,
                        steps.hash(id),
                        steps.at().toEpochMilli(),
                        definition.tombstone().toMillis()))
            .toList();
    try (OnlineStore store = OnlineStore.connect(redis, definition.project())) {
      store.putErasureSalt(salt);
      store.write(writes);
    }
    Instant now = Instant.now();
    ErasureSteps.inWarehouse(
        warehouse,
        catalog -> {
          Erasures.of(catalog, definition.project())
              .add(
                  steps.ids().stream().map(steps::hash).toList(),
                  steps.at(),
                  now,
                  now.plus(definition.tombstone()),
                  Math.max(0, state.generation()),
                  definition.hash());
          return true;
        });
  }
}
