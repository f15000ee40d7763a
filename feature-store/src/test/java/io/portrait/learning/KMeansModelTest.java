package io.portrait.learning;

import static io.portrait.learning.Mixture.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** A model assigns users, and reads back what it wrote. */
class KMeansModelTest {

  @Test
  void usersStayWhereTheyWereUnlessAnotherSegmentIsClearlyNearer() {
    KMeansModel model = model(100, 0, 10);
    assertThat(model.nearest(new double[] {5.1})).isEqualTo(1);
    assertThat(model.assign(new double[] {5.1}, KMeansModel.NONE, 0.85)).isEqualTo(1);
    // 4.9^2 / 5.1^2 = 0.923
    assertThat(model.assign(new double[] {5.1}, 0, 0.85)).isEqualTo(0);
    assertThat(model.assign(new double[] {5.1}, 0, 0.93)).isEqualTo(1);
    assertThat(model.assign(new double[] {5.1}, 1, 0.85)).isEqualTo(1);
    // 4.7^2 / 5.3^2 = 0.786
    assertThat(model.assign(new double[] {5.3}, 0, 0.85)).isEqualTo(1);
    assertThat(model.assign(new double[] {9}, 0, 0)).isEqualTo(0);
    assertThat(model.assign(new double[] {9}, 0, 1)).isEqualTo(1);
  }

  @Test
  void usersOfASegmentThatIsGoneMoveToTheNearest() {
    assertThat(model(100, 0, 10).assign(new double[] {9}, 2, 0.85)).isEqualTo(1);
  }

  @Test
  void ofSeveralThatAreNearestTheFirstCounts() {
    assertThat(model(100, 10, 0, 10).nearest(new double[] {10})).isEqualTo(0);
  }

  @Test
  void numbersAreClippedOnEitherSide() {
    KMeansModel model = model(4, -100, 100);
    assertThat(model.squaredDistance(new double[] {1e9}, 1)).isEqualTo(96 * 96);
    assertThat(model.squaredDistance(new double[] {-1e9}, 0)).isEqualTo(96 * 96);
  }

  @Property(tries = 50, shrinking = ShrinkingMode.OFF)
  void whatItWroteIsReadBackToTheBit(@ForAll long seed) throws IOException {
    KMeansModel model = anyModel(new Random(seed));

    KMeansModel fromJson = KMeansModel.fromJson(model.toJson());
    KMeansModel fromBytes = KMeansModel.read(Bytes.of(Bytes.of(model::write)));

    assertThat(Bytes.of(fromJson::write)).isEqualTo(Bytes.of(model::write));
    assertThat(Bytes.of(fromBytes::write)).isEqualTo(Bytes.of(model::write));
    assertThat(Arrays.deepEquals(fromJson.centroids(), model.centroids())).isTrue();
  }

  @Test
  void whatIsNoModelIsRefusedWithAReason() {
    String json = model(100, 0, 10).toJson();
    assertThatThrownBy(() -> KMeansModel.fromJson("{")).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> KMeansModel.fromJson("{}")).hasMessageContaining("format");
    refuses(json.replace("\"scale\":\"plain\"", "\"scale\":\"square\""), "square");
    refuses(json.replace("\"c0\":10.0", "\"c0\":\"ten\""), "c0 must be a number");
    refuses(json.replace("\"c0\":10.0", "\"c1\":10.0"), "c0 must be a number");
    refuses(json.replace("\"size\":1.0", "\"size\":-1.0"), "size must not be negative");
    refuses(json.replace("\"width\":0", "\"width\":2"), "a vector of 0 instead of 2");
    refuses(json.replace("\"variance\":1.0", "\"variance\":1e999"), "variance");
  }

  private static void refuses(String json, String because) {
    assertThatThrownBy(() -> KMeansModel.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(because);
  }

  /** Of one column of mean 0 and variance 1. */
  private static KMeansModel model(double clip, double... centroids) {
    double[][] rows =
        Arrays.stream(centroids).mapToObj(x -> new double[] {x}).toArray(double[][]::new);
    double[] ones = new double[rows.length];
    Arrays.fill(ones, 1);
    Standardisation standard =
        new Standardisation(columns(1), clip, new double[] {1}, new double[] {0}, new double[] {1});
    return new KMeansModel(
        1, new PointSpace(columns(1), standard), rows, ones, new double[rows.length]);
  }

  private static KMeansModel anyModel(Random random) {
    List<Input> columns =
        List.of(
            new Input("views \"7d\"", Input.Scale.LOG, false),
            new Input("größe", Input.Scale.PLAIN, true));
    Standardisation standard =
        new Standardisation(columns, 4, any(random, 2), any(random, 2), any(random, 2));
    int count = 2 + random.nextInt(4);
    int width = random.nextInt(3);
    double[][] centroids = new double[count][];
    for (int i = 0; i < count; i++) {
      centroids[i] = any(random, 2 + width);
      centroids[i][0] = random.nextInt(5) == 0 ? Double.NaN : centroids[i][0];
    }
    return new KMeansModel(
        random.nextLong() >>> 1,
        new PointSpace(columns, standard),
        centroids,
        any(random, count),
        any(random, count));
  }

  private static double[] any(Random random, int length) {
    double[] numbers = new double[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = Math.abs(random.nextGaussian()) * Math.pow(10, random.nextInt(40) - 20);
    }
    return numbers;
  }
}
