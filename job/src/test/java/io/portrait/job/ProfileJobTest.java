package io.portrait.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.client.program.ProgramParametrizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code flink run} shows of a {@link ProgramParametrizationException} is its message. */
class ProfileJobTest {

  @TempDir Path folder;

  @Test
  void says_how_it_is_used() {
    assertThatThrownBy(() -> ProfileJob.main(new String[] {}))
        .isInstanceOf(ProgramParametrizationException.class)
        .hasMessageStartingWith("usage: flink run");
    assertThatThrownBy(() -> ProfileJob.main(new String[] {"--confg", "x"}))
        .hasMessageStartingWith("usage: flink run");
    assertThatCode(() -> ProfileJob.main(new String[] {"--help"})).doesNotThrowAnyException();
  }

  @Test
  void names_what_is_wrong_with_its_configuration() throws Exception {
    Path file = Files.writeString(folder.resolve("portrait.yaml"), "kafka: {}\n");

    assertThatThrownBy(() -> ProfileJob.main(new String[] {"--config", file.toString()}))
        .isInstanceOf(ProgramParametrizationException.class)
        .hasMessageContaining(file + ":1:8: 'bootstrap' is missing");
  }

  @Test
  void names_a_warehouse_that_cannot_be() throws Exception {
    Files.writeString(folder.resolve("file"), "");
    Files.writeString(
        folder.resolve("shop.yaml"),
        "project: shop\nfeatures: [{name: views, aggregate: count, windows: [7d]}]\n");
    Path file =
        Files.writeString(
            folder.resolve("portrait.yaml"),
            """
            definitions: shop.yaml
            kafka: {bootstrap: "localhost:1"}
            redis: {uri: "redis://localhost:1"}
            warehouse: file/lake
            """);

    assertThatThrownBy(() -> ProfileJob.main(new String[] {"--config", file.toString()}))
        .isInstanceOf(ProgramParametrizationException.class)
        .hasMessageStartingWith("warehouse " + folder.resolve("file/lake") + ": cannot be created");
  }

  @Test
  void ships_an_example_that_loads() {
    JobConfig config =
        JobConfigFile.load(
            Path.of("portrait.example.yaml"),
            Map.of("KAFKA_USER", "portrait", "KAFKA_PASSWORD", "p", "CATALOG_CREDENTIAL", "c"));

    assertThat(config.definition().project()).isEqualTo("shop");
    assertThat(config.kafka().topic()).isEqualTo("user-events");
    assertThat(config.warehouse()).containsEntry("type", "rest");
  }
}
