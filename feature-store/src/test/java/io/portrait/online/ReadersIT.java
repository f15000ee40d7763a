package io.portrait.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/**
 * The published readers, in their own languages, against a real redis-server that holds the test
 * vectors. Where a language is not installed its test is skipped, unless {@code
 * PORTRAIT_READERS=required} stands in the environment, as in CI.
 */
class ReadersIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where {@code npm install} was run. */
  private static final Path NODE = Path.of("target", "readers");

  private static JsonNode vectors;
  private static TestRedis redis;
  private static RedisClient plain;

  @BeforeAll
  static void start() throws IOException {
    vectors = JSON.readTree(Resources.getResource(FormatTest.class, "format-vectors.json"));
    redis = TestRedis.inMemory();
    plain = redis.client();
  }

  @AfterAll
  static void stop() {
    plain.close();
    redis.close();
  }

  @BeforeEach
  void fillAsPublished() {
    plain.flushAll();
    plain.set(vectors.get("schema_key").asText(), vectors.get("schema").toString());
    plain.set("shop:schema", vectors.get("schema_id").asText());
    for (JsonNode vector : vectors.get("rows")) {
      set(vector.get("profile_key").asText(), vector.get("profile_hex").asText());
      if (!vector.get("embedding_hex").asText().isEmpty()) {
        set(vector.get("embedding_key").asText(), vector.get("embedding_hex").asText());
      }
    }
  }

  private static void set(String key, String hex) {
    plain.set(key.getBytes(StandardCharsets.UTF_8), HexFormat.of().parseHex(hex));
  }

  @Test
  void python() throws Exception {
    String python =
        first(
            List.of("python3", "/usr/bin/python3"),
            List.of("-c", "import redis, msgpack"),
            "Python with its modules: apt-get install python3-redis python3-msgpack");

    readsTheVectors(python, "readers/python/profile_reader.py");
  }

  @Test
  void node() throws Exception {
    String node = first(List.of("node"), List.of("--version"), "Node: apt-get install nodejs npm");
    if (!Files.isDirectory(NODE.resolve("node_modules"))) {
      missing(
          "Node's packages: cp feature-store/readers/node/package.json"
              + " feature-store/target/readers/ && npm install --prefix"
              + " feature-store/target/readers");
    }
    // It looks for its packages where it lies itself.
    Path reader = NODE.resolve("profile-reader.mjs");
    Files.copy(
        Path.of("readers/node/profile-reader.mjs"), reader, StandardCopyOption.REPLACE_EXISTING);

    readsTheVectors(node, reader.toString());
  }

  @Test
  void redisCliAsThePageShows() throws Exception {
    first(List.of("redis-cli"), List.of("--version"), "redis-cli: apt-get install redis-tools");
    List<String> examples = consoleBlocks();
    assertThat(examples).hasSize(2);

    doesAsShown(examples.get(1));
    plain.del("shop:profile:{u-42}");
    vectors
        .at("/rows/0/hash")
        .properties()
        .forEach(
            field -> plain.hset("shop:profile:{u-42}", field.getKey(), field.getValue().asText()));
    doesAsShown(examples.get(0));
  }

  @Test
  void theScriptForRedisCliPrintsWhatARowMeans() throws Exception {
    String script = Files.readString(Path.of("readers/redis-cli/profile.lua"));
    for (JsonNode vector : vectors.get("rows")) {
      String key = vector.get("profile_key").asText();
      Object json = plain.eval(script, List.of(key), List.of("shop"));

      ObjectNode expected = withoutUser(vector);
      expected.remove("embedding");
      withoutWhatLuaDoesNotTell(expected);
      ObjectNode printed = (ObjectNode) JSON.readTree(String.valueOf(json));
      withoutWhatLuaDoesNotTell(printed);
      assertThat(numbersAsDoubles(printed)).isEqualTo(numbersAsDoubles(expected));
    }
  }

  /** Null, and what is empty, as the page warns. */
  private static void withoutWhatLuaDoesNotTell(ObjectNode profile) {
    for (Iterator<JsonNode> values = profile.elements(); values.hasNext(); ) {
      JsonNode value = values.next();
      if (value.isNull() || (value.isContainerNode() && value.isEmpty())) {
        values.remove();
      }
    }
  }

  private void readsTheVectors(String... reader) throws Exception {
    List<String> command = new ArrayList<>(List.of(reader));
    command.add("shop");
    vectors.get("rows").forEach(vector -> command.add(vector.get("user_id").asText()));
    command.add("nobody");

    List<String> lines = run(command).lines().toList();

    assertThat(lines).hasSize(vectors.get("rows").size() + 1);
    for (int i = 0; i < vectors.get("rows").size(); i++) {
      ObjectNode expected = withoutUser(vectors.get("rows").get(i));
      if (!expected.has("embedding")) {
        expected.putNull("embedding");
      }
      assertThat(numbersAsDoubles(JSON.readTree(lines.get(i))))
          .isEqualTo(numbersAsDoubles(expected));
    }
    assertThat(lines.get(lines.size() - 1)).isEqualTo("null");

    plain.set("shop:profile:{new}", "\u0002 of a format to come");
    List<String> unknown = new ArrayList<>(List.of(reader));
    unknown.addAll(List.of("shop", "new"));
    assertThat(fails(unknown)).contains("profile format 2");
  }

  private static ObjectNode withoutUser(JsonNode vector) {
    ObjectNode row = vector.get("row").deepCopy();
    row.remove("user_id");
    return row;
  }

  /** JSON knows one kind of number; coordinates are compared as the float 32 they are. */
  private static Object numbersAsDoubles(JsonNode json) throws IOException {
    Map<?, ?> values = JSON.treeToValue(json, Map.class);
    return numbers(values, "");
  }

  private static Object numbers(Object value, String name) {
    if (value instanceof Number number) {
      return name.equals("embedding") ? (Object) number.floatValue() : number.doubleValue();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(item -> numbers(item, name)).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> numbers = new TreeMap<>();
      map.forEach(
          (key, inner) -> numbers.put(String.valueOf(key), numbers(inner, String.valueOf(key))));
      return numbers;
    }
    return String.valueOf(value);
  }

  private static List<String> consoleBlocks() throws IOException {
    List<String> blocks = new ArrayList<>();
    String[] parts = Files.readString(Path.of("FORMAT.md")).split("```console\n", -1);
    for (int i = 1; i < parts.length; i++) {
      blocks.add(parts[i].substring(0, parts[i].indexOf("```")));
    }
    return blocks;
  }

  /** Each command of the block prints what stands below it. */
  private static void doesAsShown(String block) throws Exception {
    for (String example : block.split("(?m)^\\$ ", -1)) {
      if (!example.isEmpty()) {
        int end = example.indexOf('\n');
        String command =
            "redis-cli() { command redis-cli -p "
                + redis.port()
                + " \"$@\"; }; "
                + example.substring(0, end);
        assertThat(run(List.of("bash", "-c", command)))
            .as(example.substring(0, end))
            .isEqualTo(example.substring(end + 1));
      }
    }
  }

  private static String first(List<String> commands, List<String> arguments, String what)
      throws Exception {
    for (String command : commands) {
      List<String> all = new ArrayList<>(List.of(command));
      all.addAll(arguments);
      try {
        if (start(all).waitFor() == 0) {
          return command;
        }
      } catch (IOException e) {
        // There is no such program.
      }
    }
    return missing(what);
  }

  private static String missing(String what) {
    if (Objects.equals(System.getenv("PORTRAIT_READERS"), "required")) {
      return fail("there must be " + what);
    }
    return abort("skipped: there is no " + what);
  }

  private static String run(List<String> command) throws Exception {
    Process process = start(command);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  private static String fails(List<String> command) throws Exception {
    Process process = start(command);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isNotZero();
    return output;
  }

  private static Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("REDIS_URL", "redis://127.0.0.1:" + redis.port());
    builder.environment().put("FAKETTY", "1"); // redis-cli prints as to people
    return builder.start();
  }
}
