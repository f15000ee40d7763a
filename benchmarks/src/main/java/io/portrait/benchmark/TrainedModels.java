package io.portrait.benchmark;

import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.definition.Segments;
import io.portrait.job.learn.ModelUpdate;
import io.portrait.learning.ChurnLearner;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.SegmentLearner;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A model of each section, as whoever learns sends it to whoever scores.
 *
 * @param segments there from the start
 * @param churn likewise, with a reference that columns are compared with
 */
record TrainedModels(ModelUpdate segments, ModelUpdate churn) {

  private static final int USERS = 2_000;

  /** As many as fill the longest window, and the reference after it. */
  private static final int TICKS = 10;

  /** Trains them on some users over some ticks. */
  static TrainedModels of(TickedUsers users, String definitionText) throws IOException {
    Definition definition = DefinitionFile.parse(definitionText, "definitions");
    SegmentLearner segments = SegmentLearner.of(definition);
    ChurnLearner churn = ChurnLearner.of(definition);
    for (int number = 0; number < TICKS; number++) {
      long tick = TickedUsers.tickMillis(number);
      for (int user = 0; user < USERS; user++) {
        segments.learn(users.ofSegments(TickedUsers.idOf(user), tick));
        churn.learn(users.ofChurn(TickedUsers.idOf(user), tick));
      }
      segments.endTick();
      churn.endTick(tick);
    }
    KMeansModel clusters = segments.model();
    if (clusters == null || churn.model().reference() == null) {
      throw new IllegalStateException("too few users to train a model");
    }
    return new TrainedModels(
        update(Segments.NAME, clusters.version(), clusters::write),
        update(Churn.NAME, churn.model().version(), churn.model()::write));
  }

  private interface Written {
    void to(DataOutputStream out) throws IOException;
  }

  private static ModelUpdate update(String name, long version, Written model) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    model.to(new DataOutputStream(bytes));
    return new ModelUpdate(name, version, Long.MIN_VALUE, bytes.toByteArray());
  }
}
