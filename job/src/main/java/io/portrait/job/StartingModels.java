package io.portrait.job;

import io.portrait.definition.Churn;
import io.portrait.definition.Segments;
import io.portrait.learning.KMeansModel;
import io.portrait.learning.LogisticModel;
import io.portrait.yaml.YamlMapping;
import io.portrait.yaml.YamlScalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Models that a job is to go on from, each from a file. */
public final class StartingModels {

  /** The sections of a definition file that learn. */
  public static final List<String> SECTIONS = List.of(Churn.NAME, Segments.NAME);

  private StartingModels() {}

  /**
   * Reads a model and checks that it is one.
   *
   * @param section whose model it is, of {@link #SECTIONS}
   * @return as JSON, which is what travels to the workers
   * @throws IllegalArgumentException in one line, if there is no such file or no such model in it
   */
  public static String read(String section, Path file) {
    try {
      String json = Files.readString(file);
      if (section.equals(Segments.NAME)) {
        KMeansModel.fromJson(json);
      } else {
        LogisticModel.fromJson(json);
      }
      return json;
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** Reads those that a section {@code models} of a configuration names: {@code {churn: FILE}}. */
  static Map<String, String> read(YamlMapping section, Path folder) {
    section.unknownKeysAreErrors(SECTIONS);
    Map<String, String> models = new LinkedHashMap<>();
    for (String name : SECTIONS) {
      YamlScalar scalar = section.scalar(name);
      String file = scalar == null ? null : scalar.text();
      if (scalar != null && file != null) {
        try {
          models.put(name, read(name, folder.resolve(file)));
        } catch (InvalidPathException e) {
          scalar.problem("is no path: " + e.getReason());
        } catch (IllegalArgumentException e) {
          scalar.problem(String.valueOf(e.getMessage()));
        }
      }
    }
    return models;
  }
}
