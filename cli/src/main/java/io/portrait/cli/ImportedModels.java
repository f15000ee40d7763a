package io.portrait.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portrait.definition.Churn;
import io.portrait.definition.Definition;
import io.portrait.definition.Segments;
import io.portrait.job.StartingModels;
import io.portrait.learning.Input;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.LogisticModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Models that were trained elsewhere and that the job is to begin with: {@code
 * <data-dir>/models/<project>/<name>.json}, one a name.
 *
 * <p>{@code up} and {@code replay} hand them to the job when they start it; a cluster has no data
 * directory, there {@code models: {churn: FILE}} of its configuration names the same file.
 */
final class ImportedModels {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Definition definition;

  ImportedModels(Path dataDirectory, Definition definition) {
    this.folder = dataDirectory.resolve("models").resolve(definition.project());
    this.definition = definition;
  }

  /**
   * The models that were imported, by name; each was checked then, and is taken over once.
   *
   * @throws Failure if one cannot be read, or is none any more
   */
  Map<String, String> all() {
    Map<String, String> models = new TreeMap<>();
    for (String name : StartingModels.SECTIONS) {
      Path file = file(name);
      if (Files.isRegularFile(file)) {
        try {
          models.put(name, StartingModels.read(name, file));
        } catch (IllegalArgumentException e) {
          throw Failure.because(Failure.reason(e), e);
        }
      }
    }
    return models;
  }

  /**
   * What a model is, as far as it concerns an import.
   *
   * @param name {@link Churn#NAME} or {@link Segments#NAME}
   * @param version of it
   * @param unknown columns that it reads and the section does not name: they are left out
   */
  record Checked(String name, long version, List<String> unknown) {}

  /**
   * Says what a model is.
   *
   * @param json what {@code models export} wrote, or someone who trained it elsewhere
   * @throws IllegalArgumentException if it is no model, or one of other columns; one line
   */
  Checked check(String json) {
    JsonNode model = tree(json);
    if (model.has("weights")) {
      LogisticModel churn = LogisticModel.fromJson(json);
      Churn section = definition.churn();
      return checked(
          Churn.NAME,
          churn.version(),
          churn.columns(),
          section == null ? null : section.features());
    }
    if (model.has("segments")) {
      KMeansModel segments = KMeansModel.fromJson(json);
      Segments section = definition.segments();
      return checked(
          Segments.NAME,
          segments.version(),
          segments.columns(),
          section == null ? null : section.features());
    }
    throw new IllegalArgumentException("neither weights (churn) nor segments");
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private Checked checked(
      String name, long version, List<Input> columns, @Nullable List<String> features) {
    if (features == null) {
      throw new IllegalArgumentException(
          "a model of " + name + ", but project " + definition.project() + " has no such section");
    }
    List<String> unknown =
        columns.stream().map(Input::name).filter(column -> !features.contains(column)).toList();
    if (!columns.isEmpty() && unknown.size() == columns.size()) {
      throw new IllegalArgumentException(
          "none of its columns is a feature of section "
              + name
              + ": "
              + String.join(", ", unknown));
    }
    return new Checked(name, version, unknown);
  }

  /**
   * Keeps a model that was checked, in the place of one imported before; whole or not at all.
   *
   * @throws Failure if it cannot be written
   */
  Path keep(Checked model, String json) {
    Path file = file(model.name());
    Path fresh = folder.resolve(model.name() + ".json.new");
    try {
      Files.createDirectories(folder);
      Files.writeString(fresh, json);
      return Files.move(
          fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw Failure.because(file + " cannot be written: " + Failure.reason(e), e);
    }
  }

  private Path file(String name) {
    return folder.resolve(name + ".json");
  }
}
