package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A scaler as it stood, to the bit. */
class StandardisationTest {

  private static final List<Input> COLUMNS =
      List.of(
          new Input("wide", Input.Scale.LOG, true),
          new Input("narrow", Input.Scale.PLAIN, false),
          new Input("constant", Input.Scale.LOG, false));

  @Test
  void itGivesWhatTheScalerGaveAndStaysSo() {
    Random random = new Random(1);
    Scaler scaler = new Scaler(COLUMNS, 2);
    for (int i = 0; i < 1_000; i++) {
      scaler.add(user(random), 1 + random.nextDouble());
    }
    Scaler then = scaler.copy();
    Standardisation standardisation = Standardisation.of(scaler, 2);
    scaler.add(new double[] {1e6, 5, 9}, 1_000);

    for (int i = 0; i < 1_000; i++) {
      double[] user = user(random);
      for (int column = 0; column < COLUMNS.size(); column++) {
        assertThat(standardisation.of(column, user[column]))
            .isEqualTo(then.standardised(column, user[column]));
      }
    }
    assertThat(standardisation.of(1, 0.501)).as("little as it varies").isGreaterThan(1);
    assertThat(standardisation.of(2, 8)).as("it never varied").isZero();
  }

  private static double[] user(Random random) {
    return new double[] {
      random.nextInt(9) == 0 ? Double.NaN : random.nextInt(500) - 50,
      0.5 + random.nextDouble() / 1_000,
      7
    };
  }
}
