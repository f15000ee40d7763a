package io.portrait.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.portrait.learning.KMeansModel;
import io.portrait.learning.LogisticModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartingModelsTest {

  static final String CHURN =
      """
      {"version": 12, "examples": 100, "base_rate": 0.2,
       "columns": [{"name": "views_7d", "scale": "LOG", "mean": 1, "variance": 2}],
       "weights": {"(intercept)": -0.5, "views_7d": -1.5}}
      """;
  static final String SEGMENTS =
      """
      {"format": 1, "version": 3, "clip": 4, "width": 0,
       "columns": [{"name": "views_7d", "scale": "log", "optional": false,
                    "weight": 9, "mean": 0, "variance": 1}],
       "segments": [{"size": 1, "vector_size": 0, "centroid": {"views_7d": 0}, "vector": []},
                    {"size": 2, "vector_size": 0, "centroid": {"views_7d": 3}, "vector": []}]}
      """;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("model.json");
  }

  @Test
  void a_model_is_read_as_it_stands_in_its_file() throws IOException {
    Files.writeString(file, CHURN);
    String churn = StartingModels.read("churn", file);
    Files.writeString(file, SEGMENTS);
    String segments = StartingModels.read("segments", file);

    assertThat(LogisticModel.fromJson(churn).version()).isEqualTo(12);
    assertThat(KMeansModel.fromJson(segments).count()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"churn", "segments"})
  void a_file_that_is_not_there_is_named_once(String section) {
    assertThat(refusal(section)).isEqualTo(file + ": there is no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"churn", "segments"})
  void a_folder_is_no_model(String section) throws IOException {
    Files.createDirectory(file);

    assertThat(refusal(section)).startsWith(file + ": cannot be read: ");
  }

  @ParameterizedTest
  @CsvSource({"churn, 3", "segments, 5"})
  void of_what_is_no_json_the_line_is_named_where_that_shows(String section, int line)
      throws IOException {
    String whole = section.equals("churn") ? CHURN : SEGMENTS;
    String[] lines = whole.split("\n");
    lines[line - 1] = lines[line - 1].replaceFirst(":", " ");
    Files.writeString(file, String.join("\n", lines));

    assertThat(refusal(section)).startsWith(file + ": ").contains("JSON: line " + line + ": ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"churn", "segments"})
  void what_ends_too_early_is_told_of_in_one_line(String section) throws IOException {
    String whole = section.equals("churn") ? CHURN : SEGMENTS;
    for (int length = 0; length < whole.length() - 2; length += 7) {
      Files.writeString(file, whole.substring(0, length));

      assertThat(refusal(section)).startsWith(file + ": ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "churn, '\"base_rate\": 0.2', '\"base_rate\": 2', 'base_rate must be between 0 and 1'",
    "churn, '\"mean\": 1,', '', 'columns[0].mean is missing'",
    "segments, '\"clip\": 4', '\"clip\": -4', 'clip must be positive'",
    "segments, '\"format\": 1', '\"format\": 2', 'segments of format 1 are wanted, not 2'"
  })
  void what_is_no_model_says_what_is_wrong(
      String section, String right, String wrong, String message) throws IOException {
    String whole = section.equals("churn") ? CHURN : SEGMENTS;
    Files.writeString(file, whole.replace(right, wrong));

    assertThat(refusal(section)).startsWith(file + ": " + message);
  }

  @Test
  void one_model_is_not_the_other() throws IOException {
    Files.writeString(file, SEGMENTS);
    assertThat(refusal("churn")).startsWith(file + ": format is no field");
    Files.writeString(file, CHURN);
    assertThat(refusal("segments")).startsWith(file + ": segments of format 1 are wanted");
  }

  /** One line. */
  private String refusal(String section) {
    String message =
        String.valueOf(
            catchThrowableOfType(
                    IllegalArgumentException.class, () -> StartingModels.read(section, file))
                .getMessage());
    assertThat(message.lines()).hasSize(1);
    return message;
  }
}
