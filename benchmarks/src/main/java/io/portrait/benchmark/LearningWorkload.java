package io.portrait.benchmark;

import io.portrait.embedding.EmbeddingSettings;
import io.portrait.job.JobConfig;
import java.io.IOException;
import java.util.Map;

/**
 * What is scored and learned from: the shop's definition without an embedding, and users.
 *
 * @param definitions the shop's, which have {@code segments} and {@code churn}
 * @param sample what users look like
 * @param models trained on them
 * @param users how many there are, a multiple of the tasks
 * @param tasks of each step
 */
record LearningWorkload(
    Definitions definitions, SampledUsers sample, TrainedModels models, int users, int tasks) {

  static LearningWorkload of(int users, int tasks) throws IOException {
    Definitions definitions = Definitions.ofShop().without("embedding");
    SampledUsers sample = SampledUsers.of(definitions.definition());
    TickedUsers ticked = new TickedUsers(sample, definitions.text());
    return new LearningWorkload(
        definitions,
        sample,
        TrainedModels.of(ticked, definitions.text()),
        Math.max(1, users / tasks) * tasks,
        tasks);
  }

  /** The users, for a thread. */
  TickedUsers ticked() {
    return new TickedUsers(sample, definitions.text());
  }

  int usersPerTask() {
    return users / tasks;
  }

  /** The configuration of a job that reads and writes nothing outside. */
  static JobConfig config(Definitions definitions) {
    return new JobConfig(
        definitions.definition(),
        definitions.text(),
        new JobConfig.Kafka("", "", "", true, Map.of()),
        new JobConfig.Redis("", "", ""),
        Map.of(),
        EmbeddingSettings.DEFAULT,
        Map.of(),
        0);
  }
}
