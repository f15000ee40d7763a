package io.portrait.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portrait.embedding.build.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of one's own in a whole replay: one that works, one that does not, one that is not. */
class EmbeddingIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Path model;
  private Path events;

  @BeforeEach
  void prepare() throws IOException {
    model = TinyModel.perToken(folder.resolve("model"));
    List<String> lines = new ArrayList<>();
    lines.add(event("traveller", "view", 1, "east"));
    lines.add(event("traveller", "purchase", 1, "north"));
    lines.add(event("unlucky", "view", 2, "broken"));
    lines.add(event("unlucky", "view", 3, "nothing"));
    lines.add(event("silent", "view", 4, null));
    lines.add(event("silent", "view", 5, "  "));
    events = Files.write(folder.resolve("events.jsonl"), lines);
  }

  @Test
  void a_text_that_cannot_be_embedded_costs_its_vector_and_nothing_else() throws IOException {
    JsonNode rows = replay();

    JsonNode traveller = rows.get("traveller");
    assertThat(traveller.get("_status").asText()).isEqualTo("complete");
    assertThat(traveller.get("embedding")).hasSize(3);
    assertThat(traveller.get("embedding").get(1).doubleValue())
        .isCloseTo(3 / Math.sqrt(10), offset(1e-6));
    assertThat(traveller.get("embedding").get(0).doubleValue())
        .isCloseTo(1 / Math.sqrt(10), offset(1e-6));
    assertThat(rows.get("unlucky").get("_status").asText()).isEqualTo("degraded:embedding");
    assertThat(rows.get("unlucky").get("n").longValue()).isEqualTo(2);
    assertThat(rows.get("unlucky").has("embedding")).isFalse();
    assertThat(rows.get("silent").get("_status").asText()).isEqualTo("complete");
    assertThat(rows.get("silent").has("embedding")).isFalse();
  }

  @Test
  void a_model_that_is_broken_degrades_the_rows_that_would_need_it() throws IOException {
    Files.writeString(model.resolve("model.pt"), "no TorchScript at all");

    JsonNode rows = replay();

    assertThat(rows.get("traveller").get("_status").asText()).isEqualTo("degraded:embedding");
    assertThat(rows.get("traveller").get("n").longValue()).isEqualTo(2);
    assertThat(rows.get("silent").get("_status").asText()).isEqualTo("complete");
  }

  @Test
  void a_model_that_is_not_there_is_one_line_before_anything_starts() throws IOException {
    Files.delete(model.resolve("tokenizer.json"));

    for (String command : List.of("replay", "up")) {
      Run run = Run.of(command, "--events", events.toString(), "--definitions", definitions());

      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err().lines())
          .singleElement()
          .asString()
          .contains(model.toString(), "tokenizer.json");
    }
  }

  @Test
  void a_device_is_one_of_those_there_can_be() throws IOException {
    Run run =
        Run.of(
            "replay",
            "--events",
            events.toString(),
            "--definitions",
            definitions(),
            "--device",
            "tpu");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--device: auto, cpu, gpu or gpu:N, not tpu");
  }

  private JsonNode replay() throws IOException {
    Path export = folder.resolve("rows.jsonl");
    Run run =
        Run.of(
            "replay",
            "--events",
            events.toString(),
            "--definitions",
            definitions(),
            "--data-dir",
            folder.resolve("data").toString(),
            "--export",
            export.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(JSON.readTree(run.lastLine()).get("events_accepted").longValue()).isEqualTo(6);
    ObjectNode rows = JSON.createObjectNode();
    for (String line : Files.readAllLines(export)) {
      JsonNode row = JSON.readTree(line);
      rows.set(row.get("user_id").asText(), row);
    }
    assertThat(rows).hasSize(3);
    return rows;
  }

  private String definitions() throws IOException {
    return Files.writeString(
            folder.resolve("definitions.yaml"),
            """
            project: tiny
            features: [{name: n, aggregate: count}]
            embedding: {model: "%s", weights: {purchase: 3}}
            """
                .formatted(model.toUri()))
        .toString();
  }

  private static String event(String user, String type, int minute, @Nullable String text) {
    return JSON.createObjectNode()
        .put("user_id", user)
        .put("type", type)
        .put("time", "2026-01-01T00:0%d:00Z".formatted(minute))
        .put("text", text)
        .toString();
  }
}
