package io.portrait.job;

import com.google.common.net.HostAndPort;
import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import io.portrait.embedding.EmbeddingSettings;
import io.portrait.event.Pseudonyms;
import io.portrait.offline.OfflineCatalog;
import io.portrait.online.RedisAddress;
import io.portrait.tls.PemTls;
import io.portrait.yaml.InvalidFileException;
import io.portrait.yaml.Position;
import io.portrait.yaml.Problem;
import io.portrait.yaml.YamlDocument;
import io.portrait.yaml.YamlMapping;
import io.portrait.yaml.YamlScalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file of a job on a cluster, with overrides from the environment.
 *
 * <pre>
 * definitions: shop.yaml                     # a path
 * kafka:
 *   bootstrap: kafka-1:9092,kafka-2:9092
 *   topic: user-events                       # the default
 *   group: portrait                          # the default
 *   bounded: false                           # the default; true: stop at the topic's present end
 *   start: committed                         # the default; or earliest, latest, or a time
 *   alerts_topic: churn-alerts               # the default; "" for none
 *   changes_topic: segment-changes           # the default; "" for none
 *   properties: {security.protocol: SASL_SSL, sasl.jaas.config: "${env:KAFKA_JAAS}"}
 * redis: {uri: "rediss://redis:6379", user: portrait, ca: ca.pem}
 * warehouse: {type: rest, uri: "https://catalog:8181", warehouse: "s3://lake/portrait"}
 * embedding: {device: auto, cache: 64}       # all of EmbeddingOptions' keys have defaults
 * models: {churn: churn.json}                # models to go on from; none by default
 * generation: 0                              # the default
 * </pre>
 *
 * <p>{@code redis} may name PEM files for TLS: {@code ca}, which alone is trusted then, and {@code
 * certificate} with {@code key} (PKCS #8) for mutual TLS. They are read when the job is drawn.
 *
 * <p>{@code warehouse} may also be one text: a path, or the {@code http(s)://} address of an
 * Iceberg REST catalog. Paths are relative to the configuration file's folder.
 *
 * <p>Each of {@code PORTRAIT_DEFINITIONS}, {@code PORTRAIT_KAFKA_BOOTSTRAP}, {@code
 * PORTRAIT_KAFKA_TOPIC}, {@code PORTRAIT_KAFKA_GROUP}, {@code PORTRAIT_KAFKA_START}, {@code
 * PORTRAIT_REDIS_URI}, {@code PORTRAIT_REDIS_USER}, {@code PORTRAIT_REDIS_CA}, {@code
 * PORTRAIT_REDIS_CERTIFICATE}, {@code PORTRAIT_REDIS_KEY}, {@code PORTRAIT_WAREHOUSE} (one text),
 * {@code PORTRAIT_EMBEDDING_DEVICE} and {@code PORTRAIT_GENERATION} replaces what the file says; an
 * empty one counts as not set. Secrets come from the environment or from files only: {@code
 * PORTRAIT_REDIS_PASSWORD} or {@code PORTRAIT_REDIS_PASSWORD_FILE}, and {@code ${env:NAME}} or
 * {@code ${file:PATH}} in the value of a property. So does the key of pseudonyms, {@link
 * Pseudonyms#VARIABLE}, where the definition file asks for them.
 */
public final class JobConfigFile {

  private static final String PREFIX = "PORTRAIT_";
  private static final long MAX_GENERATION = 0xFFFF_FFFFL;
  private static final Set<String> KEYS =
      Set.of("definitions", "kafka", "redis", "warehouse", "embedding", "models", "generation");
  private static final Set<String> KAFKA_KEYS =
      Set.of(
          "bootstrap",
          "topic",
          "group",
          "bounded",
          "start",
          "alerts_topic",
          "changes_topic",
          "properties");
  private static final Set<String> REDIS_KEYS = Set.of("uri", "user", "ca", "certificate", "key");

  /** Client properties that keys of their own stand for. */
  private static final Map<String, String> KAFKA_OWN =
      Map.of("bootstrap.servers", "bootstrap", "group.id", "group");

  private final YamlMapping root;
  private final Path folder;
  private final Map<String, String> environment;
  private final Secrets secrets;

  private JobConfigFile(YamlMapping root, Path folder, Map<String, String> environment) {
    this.root = root;
    this.folder = folder;
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
    Path absolute = file.toAbsolutePath();
    JobConfigFile reader =
        new JobConfigFile(document.root(), absolute.resolveSibling(""), environment);
    return reader.read(document);
  }

  private JobConfig read(YamlDocument document) {
    root.unknownKeysAreErrors(KEYS);
    JobConfig.Kafka kafka = kafka(root.section("kafka"));
    JobConfig.Redis redis = redis(root.section("redis"));
    Map<String, String> warehouse = warehouse();
    EmbeddingSettings embedding =
        EmbeddingOptions.read(root.section("embedding"), variable("EMBEDDING_DEVICE"));
    Map<String, String> models = StartingModels.read(root.section("models"), folder);
    long generation = generation();
    Path definitions = definitions();
    document.check();
    Definition definition = DefinitionFile.load(definitions);
    Pseudonyms pseudonyms = pseudonyms(document, definition);
    try {
      return new JobConfig(
          definition,
          Files.readString(definitions),
          kafka,
          redis,
          warehouse,
          embedding,
          models,
          generation,
          pseudonyms);
    } catch (IOException gone) {
      throw new InvalidFileException(
          definitions.toString(),
          List.of(new Problem(Position.FILE, "cannot be read: " + gone.getMessage())));
    }
  }

  private Pseudonyms pseudonyms(YamlDocument document, Definition definition) {
    try {
      return Pseudonyms.required(definition.events(), environment);
    } catch (IllegalArgumentException noKey) {
      root.problem(Position.FILE, String.valueOf(noKey.getMessage()));
      document.check();
      throw noKey;
    }
  }

  private JobConfig.Kafka kafka(YamlMapping section) {
    section.unknownKeysAreErrors(KAFKA_KEYS);
    YamlMapping properties = section.section("properties");
    KAFKA_OWN.forEach(
        (property, key) -> {
          if (properties.has(property)) {
            properties.problem(
                properties.positionOf(property),
                "'" + property + "' is set by 'kafka." + key + "'");
          }
        });
    return new JobConfig.Kafka(
        bootstrap(section),
        overridden("KAFKA_TOPIC", section.text("topic", "user-events")),
        overridden("KAFKA_GROUP", section.text("group", "portrait")),
        section.flag("bounded", false),
        start(section),
        topic(section, "alerts_topic", JobConfig.Kafka.DEFAULT_ALERTS),
        topic(section, "changes_topic", JobConfig.Kafka.DEFAULT_CHANGES),
        resolved(properties));
  }

  private KafkaStart start(YamlMapping section) {
    String written = overridden("KAFKA_START", section.text("start", KafkaStart.COMMITTED.word()));
    Optional<KafkaStart> start = KafkaStart.parse(written);
    if (start.isEmpty()) {
      wrong(
          section,
          "start",
          "KAFKA_START",
          "must be committed, earliest, latest or a time such as 2026-11-20T00:00:00Z, not '"
              + written
              + "'");
    }
    return start.orElse(KafkaStart.COMMITTED);
  }

  /** A topic that need not be: {@code ""} means none. */
  private static String topic(YamlMapping section, String key, String otherwise) {
    boolean isNone =
        section.node(key) instanceof YamlScalar scalar
            && !scalar.isNothing()
            && scalar.written().isEmpty();
    return isNone ? "" : section.text(key, otherwise);
  }

  private String bootstrap(YamlMapping section) {
    String bootstrap = required("kafka", section, "bootstrap", "KAFKA_BOOTSTRAP");
    for (String address : bootstrap.isEmpty() ? new String[0] : bootstrap.split(",", -1)) {
      if (!isHostAndPort(address.strip())) {
        wrong(
            section,
            "bootstrap",
            "KAFKA_BOOTSTRAP",
            "must be host:port,host:port,... but holds '" + address.strip() + "'");
      }
    }
    return bootstrap;
  }

  private static boolean isHostAndPort(String address) {
    try {
      HostAndPort parsed = HostAndPort.fromString(address);
      return parsed.hasPort() && !parsed.getHost().isEmpty();
    } catch (IllegalArgumentException neither) {
      return false;
    }
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
      root.problem(Position.FILE, String.valueOf(unreadable.getMessage()));
    }
    String uri = required("redis", section, "uri", "REDIS_URI");
    String user = overridden("REDIS_USER", section.text("user", ""));
    PemTls tls = tls(section);
    if (!uri.isEmpty()) {
      try {
        new RedisAddress(uri, user, password, tls);
      } catch (IllegalArgumentException noAddress) {
        wrong(section, "uri", "REDIS_URI", String.valueOf(noAddress.getMessage()));
      }
    }
    return new JobConfig.Redis(uri, user, password, tls);
  }

  private PemTls tls(YamlMapping section) {
    try {
      return PemTls.of(file(section, "ca"), file(section, "certificate"), file(section, "key"));
    } catch (IllegalArgumentException wrong) { // so is a text that is no path
      section.problem("redis: " + wrong.getMessage());
      return PemTls.DEFAULT;
    }
  }

  private @Nullable Path file(YamlMapping section, String key) {
    String written = overridden("REDIS_" + key.toUpperCase(Locale.ROOT), section.text(key, ""));
    return written.isEmpty() ? null : folder.resolve(written);
  }

  private Map<String, String> warehouse() {
    String address = variable("WAREHOUSE");
    if (address == null && root.node("warehouse") instanceof YamlScalar) {
      address = root.text("warehouse");
      if (address == null) {
        return Map.of();
      }
    }
    if (address != null) {
      return warehouseAt(address);
    }
    root.require("warehouse");
    YamlMapping section = root.section("warehouse");
    if (root.has("warehouse")
        && !section.has(CatalogUtil.ICEBERG_CATALOG_TYPE)
        && !section.has(CatalogProperties.CATALOG_IMPL)) {
      section.problem(
          "'warehouse' must be a path, an http(s):// address, or properties of an Iceberg catalog"
              + " with 'type' or 'catalog-impl' among them");
    }
    return resolved(section);
  }

  private Map<String, String> warehouseAt(String address) {
    try {
      boolean isPath = !address.contains(":");
      return OfflineCatalog.at(isPath ? folder.resolve(address).toString() : address);
    } catch (IllegalArgumentException wrong) {
      wrong(root, "warehouse", "WAREHOUSE", String.valueOf(wrong.getMessage()));
      return Map.of();
    }
  }

  private long generation() {
    String override = variable("GENERATION");
    if (override == null) {
      return root.integer("generation", 0, 0, MAX_GENERATION);
    }
    try {
      long generation = Long.parseLong(override);
      if (generation >= 0 && generation <= MAX_GENERATION) {
        return generation;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, as for a number out of range.
    }
    wrong(root, "generation", "GENERATION", "must be a whole number from 0 to " + MAX_GENERATION);
    return 0;
  }

  private Path definitions() {
    String written = variable("DEFINITIONS");
    if (written == null) {
      root.require("definitions");
      written = root.text("definitions", "");
    }
    try {
      return folder.resolve(written);
    } catch (InvalidPathException noPath) {
      wrong(root, "definitions", "DEFINITIONS", "is no path: " + noPath.getReason());
      return folder;
    }
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

  private String required(String name, YamlMapping section, String key, String variable) {
    String override = variable(variable);
    if (override != null) {
      return override;
    }
    if (root.node(name) instanceof YamlMapping) {
      section.require(key);
    } else if (!root.isMeant(name)) {
      root.problem("'" + name + "." + key + "' is missing");
    }
    return section.text(key, "");
  }

  private String overridden(String variable, String written) {
    String override = variable(variable);
    return override == null ? written : override;
  }

  private @Nullable String variable(String name) {
    String value = environment.get(PREFIX + name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** Notes a problem with a value where it comes from: a place in the file, or a variable. */
  private void wrong(YamlMapping section, String key, String variable, String message) {
    if (variable(variable) != null) {
      root.problem(Position.FILE, PREFIX + variable + ": " + message);
    } else {
      section.problem(section.positionOfValue(key), message);
    }
  }
}
