package io.portrait.job;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.offline.OfflineCatalog;
import io.portrait.yaml.InvalidFileException;
import io.portrait.yaml.Problem;
import io.portrait.yaml.YamlDocument;
import io.portrait.yaml.YamlMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The configuration file of a job on a cluster, with overrides from the environment.
 *
 * <pre>
 * definitions: shop.yaml                     # beside this file, or absolute
 * kafka:
 *   bootstrap: kafka-1:9092,kafka-2:9092
 *   topic: user-events                       # the default
 *   group: portrait                          # the default
 *   properties: {security.protocol: SASL_SSL, sasl.jaas.config: "${env:KAFKA_JAAS}"}
 * redis: {uri: "rediss://redis:6379", user: portrait}
 * warehouse: {type: rest, uri: "https://catalog:8181", warehouse: "s3://lake/portrait"}
 * generation: 0
 * </pre>
 *
 * <p>Each of {@code PORTRAIT_DEFINITIONS}, {@code PORTRAIT_KAFKA_BOOTSTRAP}, {@code
 * PORTRAIT_KAFKA_TOPIC}, {@code PORTRAIT_KAFKA_GROUP}, {@code PORTRAIT_REDIS_URI}, {@code
 * PORTRAIT_REDIS_USER}, {@code PORTRAIT_WAREHOUSE} (a path or an {@code http(s)://} address) and
 * {@code PORTRAIT_GENERATION} replaces what the file says. Secrets come from the environment or
 * from files only: {@code PORTRAIT_REDIS_PASSWORD} or {@code PORTRAIT_REDIS_PASSWORD_FILE}, and
 * {@code ${env:NAME}} or {@code ${file:PATH}} as the value of a property.
 */
public final class JobConfigFile {

  private static final String PREFIX = "PORTRAIT_";
  private static final Set<String> KEYS =
      Set.of("definitions", "kafka", "redis", "warehouse", "generation");
  private static final Set<String> KAFKA_KEYS =
      Set.of("bootstrap", "topic", "group", "bounded", "properties");
  private static final Set<String> REDIS_KEYS = Set.of("uri", "user");

  private final YamlMapping root;
  private final Map<String, String> environment;
  private final Secrets secrets;

  private JobConfigFile(YamlMapping root, Map<String, String> environment) {
    this.root = root;
    this.environment = environment;
    this.secrets = new Secrets(environment);
  }

  /**
   * Reads and checks a configuration and the definition file it names.
   *
   * @param environment such as {@code System.getenv()}
   * @throws InvalidFileException with every problem of whichever of the two files is wrong
   */
  public static JobConfig load(Path file, Map<String, String> environment) {
    YamlDocument document = YamlDocument.load(file);
    JobConfigFile reader = new JobConfigFile(document.root(), environment);
    return reader.read(file, document);
  }

  private JobConfig read(Path file, YamlDocument document) {
    root.unknownKeysAreErrors(KEYS);
    JobConfig.Kafka kafka = kafka(root.section("kafka"));
    JobConfig.Redis redis = redis(root.section("redis"));
    Map<String, String> warehouse = warehouse(root.section("warehouse"));
    long generation = generation();
    String definitions = required(root, "definitions", "DEFINITIONS");
    document.check();
    Path path = file.toAbsolutePath().resolveSibling(definitions);
    Definition definition = DefinitionFile.load(path);
    try {
      return new JobConfig(definition, Files.readString(path), kafka, redis, warehouse, generation);
    } catch (IOException gone) {
      throw new InvalidFileException(
          path.toString(), List.of(new Problem(1, 1, "cannot be read: " + gone.getMessage())));
    }
  }

  private JobConfig.Kafka kafka(YamlMapping section) {
    section.unknownKeysAreErrors(KAFKA_KEYS);
    return new JobConfig.Kafka(
        required(section, "bootstrap", "KAFKA_BOOTSTRAP"),
        overridden("KAFKA_TOPIC", section.text("topic", "user-events")),
        overridden("KAFKA_GROUP", section.text("group", "portrait")),
        section.flag("bounded", false),
        resolved(section.section("properties")));
  }

  private JobConfig.Redis redis(YamlMapping section) {
    if (section.has("password")) {
      section.problem(
          section.positionOf("password"),
          "a password does not belong in this file: set PORTRAIT_REDIS_PASSWORD or"
              + " PORTRAIT_REDIS_PASSWORD_FILE");
    } else {
      section.unknownKeysAreErrors(REDIS_KEYS);
    }
    String password = "";
    try {
      password = secrets.of(PREFIX + "REDIS_PASSWORD");
    } catch (IllegalArgumentException unreadable) {
      section.problem(String.valueOf(unreadable.getMessage()));
    }
    return new JobConfig.Redis(
        required(section, "uri", "REDIS_URI"),
        overridden("REDIS_USER", section.text("user", "")),
        password);
  }

  private Map<String, String> warehouse(YamlMapping section) {
    String address = environment.get(PREFIX + "WAREHOUSE");
    if (address == null && section.keys().equals(Set.of("path"))) {
      address = section.text("path");
    }
    if (address != null) {
      try {
        return OfflineCatalog.at(address);
      } catch (IllegalArgumentException wrong) {
        section.problem(String.valueOf(wrong.getMessage()));
        return Map.of();
      }
    }
    if (section.keys().isEmpty()) {
      section.problem("'warehouse' must hold a path, or the properties of an Iceberg catalog");
    }
    return resolved(section);
  }

  private long generation() {
    String override = environment.get(PREFIX + "GENERATION");
    if (override == null) {
      return root.integer("generation", 0, 0, 0xFFFF_FFFFL);
    }
    try {
      long generation = Long.parseLong(override);
      if (generation >= 0 && generation <= 0xFFFF_FFFFL) {
        return generation;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, as for a number out of range.
    }
    root.problem(PREFIX + "GENERATION is no whole number from 0 to 4294967295");
    return 0;
  }

  private Map<String, String> resolved(YamlMapping section) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : section.written().entrySet()) {
      try {
        values.put(entry.getKey(), secrets.resolve(entry.getKey(), entry.getValue()));
      } catch (IllegalArgumentException wrong) {
        section.problem(section.positionOf(entry.getKey()), String.valueOf(wrong.getMessage()));
      }
    }
    return values;
  }

  private String required(YamlMapping section, String key, String variable) {
    String override = environment.get(PREFIX + variable);
    if (override != null) {
      return override;
    }
    section.require(key);
    return section.text(key, "");
  }

  private String overridden(String variable, String written) {
    String override = environment.get(PREFIX + variable);
    return override == null ? written : override;
  }
}
