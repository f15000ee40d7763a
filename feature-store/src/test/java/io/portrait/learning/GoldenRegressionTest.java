package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Determinism is a promise: what a version makes of some examples, every machine does. */
class GoldenRegressionTest {

  private static final String MODEL = "cf47780b57421bd4";

  private static final String CALIBRATION = "4bd0abc9864d4270";

  @Test
  void theSameExamplesGiveTheSameBits() throws IOException {
    GeneratedUsers users = new GeneratedUsers(42, -1);
    LogisticLearner learner = new LogisticLearner(GeneratedUsers.spec(32));
    Calibration calibration = new Calibration();
    for (Example user : users.next(5_010)) {
      calibration.add(learner.model().probability(user.features()), user.label());
      learner.learn(user);
    }

    assertThat(hash(Bytes.of(learner::write))).isEqualTo(MODEL);
    assertThat(hash(Bytes.of(calibration::write))).isEqualTo(CALIBRATION);
  }

  private static String hash(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString().substring(0, 16);
  }
}
