package io.portrait.cli.feed;

import io.portrait.cli.Failure;
import io.portrait.job.Secrets;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka, and how to get in.
 *
 * @param bootstrap {@code host:port,...}
 * @param properties of clients, such as SASL and TLS, their secrets resolved
 */
public record Broker(String bootstrap, Map<String, String> properties) {

  public Broker {
    properties = Map.copyOf(properties);
  }

  /** One that lets everybody in, such as the embedded one. */
  public static Broker open(String bootstrap) {
    return new Broker(bootstrap, Map.of());
  }

  /**
   * One with the client properties of a file, as Kafka's own tools take them by {@code
   * --command-config}; secrets stand in it as {@code ${env:NAME}} or {@code ${file:PATH}}.
   *
   * @param file null for none
   * @param environment such as {@code System.getenv()}
   * @throws Failure if the file cannot be read, a secret stands in it itself, or a reference leads
   *     nowhere
   */
  public static Broker of(String bootstrap, @Nullable Path file, Map<String, String> environment) {
    if (file == null) {
      return open(bootstrap);
    }
    Secrets secrets = new Secrets(environment);
    Map<String, String> resolved = new HashMap<>();
    try (Reader text = Files.newBufferedReader(file)) {
      Properties properties = new Properties();
      properties.load(text);
      for (String key : properties.stringPropertyNames()) {
        resolved.put(key, secrets.resolve(key, properties.getProperty(key)));
      }
    } catch (NoSuchFileException e) {
      throw Failure.because("--kafka-properties: no such file: " + file, e);
    } catch (IOException e) {
      throw Failure.because("--kafka-properties: " + file + " cannot be read", e);
    } catch (IllegalArgumentException e) {
      throw Failure.wrongUse("--kafka-properties: " + Failure.reason(e));
    }
    return new Broker(bootstrap, resolved);
  }

  /** Settings of a client: its own, and those by which it gets in. */
  public Map<String, Object> settings(Map<String, Object> own) {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.putAll(own);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    return settings;
  }

  /** Leaves the properties' values out: there are secrets among them. */
  @Override
  public String toString() {
    return "Kafka at " + bootstrap;
  }
}
