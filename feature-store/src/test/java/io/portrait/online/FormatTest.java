package io.portrait.online;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.Resources;
import io.portrait.definition.Online.Encoding;
import io.portrait.event.ErasedUser;
import io.portrait.profile.ProfileJson;
import io.portrait.profile.ProfileRow;
import io.portrait.profile.ProfileSchema;
import io.portrait.profile.RowVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds Java, FORMAT.md and the published test vectors to each other. */
class FormatTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HexFormat HEX = HexFormat.of();

  private JsonNode vectors;
  private ProfileSchema schema;

  @BeforeEach
  void readVectors() throws IOException {
    vectors = JSON.readTree(Resources.getResource(FormatTest.class, "format-vectors.json"));
    schema = ProfileSchema.fromJson(vectors.get("schema").toString());
  }

  @Test
  void theSchemaHasThePublishedIdAndKey() {
    String id = vectors.get("schema_id").asText();

    assertThat(schema.id()).isEqualTo(id);
    assertThat(schema.toJson()).isEqualTo(vectors.get("schema").toString());
    assertThat(text(new OnlineKeys("shop").schema(id)))
        .isEqualTo(vectors.get("schema_key").asText());
  }

  @Test
  void eachRowMeansWhatIsPublished() throws IOException {
    for (JsonNode vector : vectors.get("rows")) {
      ProfileRow row = decode(vector);

      assertThat(JSON.readTree(ProfileJson.line(row, schema)))
          .as(vector.get("name").asText())
          .isEqualTo(vector.get("row"));
    }
  }

  @Test
  void eachRowHasThePublishedKeysAndBytes() {
    for (JsonNode vector : vectors.get("rows")) {
      RowWrite write = new RowEncoder("shop", schema, Encoding.PACKED, 1_000).write(decode(vector));

      assertThat(text(write.profileKey())).isEqualTo(vector.get("profile_key").asText());
      assertThat(text(write.embeddingKey())).isEqualTo(vector.get("embedding_key").asText());
      assertThat(HEX.formatHex(write.row())).isEqualTo(vector.get("profile_hex").asText());
      assertThat(HEX.formatHex(write.embedding())).isEqualTo(vector.get("embedding_hex").asText());
    }
  }

  @Test
  void eachRowHasThePublishedHash() {
    for (JsonNode vector : vectors.get("rows")) {
      Map<String, String> fields = new HashMap<>();
      byte[][] encoded = new HashRow(schema).encode(decode(vector));
      for (int i = 0; i < encoded.length; i += 2) {
        fields.put(text(encoded[i]), text(encoded[i + 1]));
      }

      assertThat(JSON.<JsonNode>valueToTree(fields)).isEqualTo(vector.get("hash"));
    }
  }

  @Test
  void versionsAscendAsBytes() {
    byte[] before = {};
    for (JsonNode vector : vectors.get("versions_ascending")) {
      RowVersion version =
          new RowVersion(
              vector.get("generation").asLong(),
              vector.get("events").asLong(),
              vector.get("as_of").asLong());
      byte[] bytes =
          Arrays.copyOfRange(new RowHeader(version, 0).bytes(), 1, RowHeader.VERSION_END);

      assertThat(HEX.formatHex(bytes)).isEqualTo(vector.get("hex").asText());
      assertThat(Arrays.compareUnsigned(before, bytes)).as(version.toString()).isNegative();
      before = bytes;
    }
  }

  @Test
  void thePageQuotesTheVectors() throws IOException {
    String page = Files.readString(Path.of("FORMAT.md"));
    JsonNode first = vectors.get("rows").get(0);

    assertThat(page)
        .contains("\n    " + first.get("profile_hex").asText() + "\n")
        .contains("\n    " + first.get("embedding_hex").asText() + "\n")
        .contains("\n    " + vectors.get("rows").get(1).get("profile_key").asText() + "\n");
    String quoted = page.substring(page.indexOf("```json") + 7);
    assertThat(JSON.readTree(quoted.substring(0, quoted.indexOf("```"))))
        .isEqualTo(first.get("row"));
  }

  @Test
  void thePageQuotesTheReaders() throws IOException {
    String page = Files.readString(Path.of("FORMAT.md"));

    assertThat(page)
        .contains("\n```python\n" + reader("python/profile_reader.py") + "```\n")
        .contains("\n```javascript\n" + reader("node/profile-reader.mjs") + "```\n");
  }

  private static String reader(String file) throws IOException {
    return Files.readString(Path.of("readers").resolve(file));
  }

  @Test
  void thePageQuotesTheHashOfAnErasedUser() throws IOException {
    byte[] salt = new byte[32];
    for (int i = 0; i < salt.length; i++) {
      salt[i] = (byte) i;
    }

    assertThat(Files.readString(Path.of("FORMAT.md")))
        .contains("`" + ErasedUser.hash(salt, "u-42") + "`");
  }

  private ProfileRow decode(JsonNode vector) {
    byte[] embedding = HEX.parseHex(vector.get("embedding_hex").asText());
    return PackedRow.decode(
        vector.get("user_id").asText(),
        HEX.parseHex(vector.get("profile_hex").asText()),
        embedding.length == 0 ? null : embedding,
        schema);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
