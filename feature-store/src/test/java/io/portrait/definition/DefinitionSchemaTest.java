package io.portrait.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** What an editor says by the schema, the loader says too. */
class DefinitionSchemaTest {

  private static JsonSchema schema;

  @BeforeAll
  static void readSchema() throws IOException {
    schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(resource("definition.schema.json"));
  }

  static Stream<DefinitionCases.Case> files() {
    return DefinitionCases.all();
  }

  @ParameterizedTest
  @MethodSource("files")
  void schemaAndLoaderAgree(DefinitionCases.Case file) {
    boolean valid = file.problems().isEmpty() || file.loaderOnly();
    if (valid) {
      assertThat(schema.validate(json(file.yaml()))).isEmpty();
    } else {
      assertThat(schema.validate(json(file.yaml()))).isNotEmpty();
    }
  }

  @Test
  void theShopsDefinitionIsValidByTheSchema() throws IOException {
    assertThat(schema.validate(json(resource("shop.yaml")))).isEmpty();
  }

  @Test
  void theSchemaRefusesTooManyFeatures() {
    String many =
        "project: p\nfeatures:\n" + "- {name: a, aggregate: count, windows: [7d]}\n".repeat(1_001);

    assertThat(schema.validate(json(many))).isNotEmpty();
  }

  private static JsonNode json(String yaml) {
    LoadSettings settings =
        LoadSettings.builder().setSchema(new CoreSchema()).setAllowDuplicateKeys(true).build();
    return new ObjectMapper().valueToTree(new Load(settings).loadFromString(yaml));
  }

  static String resource(String name) throws IOException {
    try (InputStream stream = DefinitionFile.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
