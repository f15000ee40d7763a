package io.portrait.ml;

import java.util.HexFormat;

/** Models to the bit, but for the time they are of. */
final class ModelBits {

  private ModelBits() {}

  static String of(LogisticRegressionModelData data) {
    long time = data.modelTimestamp;
    data.modelTimestamp = 0;
    String bits = HexFormat.of().formatHex(StageBytes.of(data::write));
    data.modelTimestamp = time;
    return bits;
  }

  static String of(OnlineKMeansModelData data) {
    long time = data.modelTimestamp;
    data.modelTimestamp = 0;
    String bits = HexFormat.of().formatHex(StageBytes.of(data::write));
    data.modelTimestamp = time;
    return bits;
  }
}
