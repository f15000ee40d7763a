package io.portrait.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** State is a promise: what the first version that learned segments wrote, on any machine. */
class GoldenSegmentsTest {

  private static final KMeansSpec SPEC =
      new KMeansSpec(
          List.of(
              new Input("views", Input.Scale.LOG, false),
              new Input("conversion", Input.Scale.PLAIN, true)),
          2,
          0.9,
          64);
  private static final String WRITTEN =
      "01000000020005766965777300034c4f4700000a636f6e76657273696f6e0005504c41494e010100"
          + "0000020005766965777300034c4f474082c00000000000400779bea2b200b04091c51befa4a60600"
          + "0a636f6e76657273696f6e0005504c41494e40810800000000003feabff92773c5554064f16c9ce5"
          + "de930000000100000000000000000001010000000000000002000000020005766965777300034c4f"
          + "4700000a636f6e76657273696f6e0005504c41494e0140100000000000004081a000000000004007"
          + "8145270b2b3b3ffe2a4242c6e0b240800000000000003feac6a74981446c3fd3b6ea493a99220000"
          + "0002000000034001b141ca980db43fe1619ccfb988ae3fef25f0878d1386000000034011da0236b7"
          + "de713ff73e80d84546febff0000000000000000000024075c1999999999a4064bccccccccccd0000"
          + "000240716000000000004060a00000000000000000034060872c11760d074059e48451c8fa14402d"
          + "377f8eba57b8000000000000000340542b938ba97969404ed5677e4b4dda00000000000000000000"
          + "00000000002400000003c02dcf6a28189091c027b7c9f1ab36cb4033000000000000000000034028"
          + "07ed7ca202e64026f8e1ca2e55ee3f8b92415ed481c4403900000000000040330000000000000000"
          + "0003402a994d06be8aaf40261dcee279da9cc024000000000000000000034003c3f7675abb91400e"
          + "fe64621b88cd000000000000000040260000000000004024000000000000";

  @Test
  void thisVersionStillLearnsTheSameBits() throws IOException {
    KMeansLearner learner = new KMeansLearner(SPEC);
    for (int i = 0; i < 600; i++) {
      learner.learn(user(i));
    }
    assertThat(HexFormat.of().formatHex(Bytes.of(learner::write))).isEqualTo(WRITTEN);
  }

  @Test
  void thisVersionStillReadsThem() throws IOException {
    KMeansLearner read = KMeansLearner.read(Bytes.of(HexFormat.of().parseHex(WRITTEN)), SPEC);
    assertThat(HexFormat.of().formatHex(Bytes.of(read::write))).isEqualTo(WRITTEN);
  }

  private static Example user(int i) {
    int kind = i % 3 / 2;
    double conversion = i % 11 == 0 ? Double.NaN : i * 37 % 101 / 101.0 + kind;
    double views = i * 17 % 23 * (1 + 9 * kind);
    return i % 5 == 0
        ? Mixture.example("u" + i, views, conversion)
        : Mixture.example("u" + i, views, conversion, 1 - 2 * kind);
  }
}
