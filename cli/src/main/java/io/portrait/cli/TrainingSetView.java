package io.portrait.cli;

import io.portrait.cli.status.Numbers;
import io.portrait.training.Manifest;
import io.portrait.training.TrainingSets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What was drawn, in a few lines. */
final class TrainingSetView {

  private TrainingSetView() {}

  static List<String> lines(Manifest manifest, Path file) {
    Manifest.Rows rows = manifest.rows();
    List<String> lines = new ArrayList<>();
    lines.add(
        file
            + "  "
            + Numbers.count(rows.labels())
            + " labels, "
            + manifest.features().size()
            + " features, "
            + Numbers.bytes(manifest.output().bytes()));
    lines.add(
        "  joined      "
            + Numbers.count(rows.joined())
            + " to what was known of the user, "
            + Numbers.count(rows.withoutRow())
            + " to nothing");
    if (rows.tooOld().values().stream().anyMatch(count -> count > 0)) {
      lines.add(
          "  too old     "
              + rows.tooOld().entrySet().stream()
                  .filter(feature -> feature.getValue() > 0)
                  .map(feature -> feature.getKey() + " " + Numbers.count(feature.getValue()))
                  .collect(Collectors.joining(", ")));
    }
    lines.add("  known by    " + manifest.knownBy());
    lines.add(
        "  made by     definitions "
            + String.join(", ", manifest.definitions().keySet())
            + manifest.models().entrySet().stream()
                .map(model -> ", " + model.getKey() + " " + versions(model.getValue()))
                .collect(Collectors.joining()));
    lines.add(
        "  snapshots   "
            + manifest.snapshots().entrySet().stream()
                .map(table -> table.getKey() + " " + table.getValue())
                .collect(Collectors.joining(", ")));
    lines.add("  SHA-256     " + manifest.output().sha256());
    lines.add("  manifest    " + file + TrainingSets.MANIFEST_SUFFIX);
    return lines;
  }

  private static String versions(Manifest.ModelVersions model) {
    return model.first() == model.last()
        ? String.valueOf(model.first())
        : model.first() + " to " + model.last();
  }
}
