package io.portrait.tls;

import java.util.Map;
import java.util.TreeMap;

/**
 * A further listener of a Kafka broker: SASL_SSL with PLAIN, one user, a certificate of {@link
 * TestCertificates}, of which {@code server} is the broker's.
 *
 * @param address {@code host:port} it listens at
 */
public record SaslListener(
    TestCertificates certificates, String address, String user, String password) {

  private static final String MODULE =
      "org.apache.kafka.common.security.plain.PlainLoginModule required";

  /** Adds it to a broker's settings. */
  public void addTo(Map<String, String> settings) {
    settings.merge("listeners", ",SECURE://" + address, String::concat);
    settings.merge("listener.security.protocol.map", ",SECURE:SASL_SSL", String::concat);
    settings.put("ssl.keystore.type", "PKCS12");
    settings.put("ssl.keystore.location", certificates.store("server").toString());
    settings.put("ssl.keystore.password", TestCertificates.PASSWORD);
    settings.put("listener.name.secure.sasl.enabled.mechanisms", "PLAIN");
    settings.put(
        "listener.name.secure.plain.sasl.jaas.config",
        "%s user_%s=\"%s\";".formatted(MODULE, user, password));
  }

  /**
   * What a client needs.
   *
   * @param written the password, or a reference to it
   */
  public Map<String, String> client(String written) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("security.protocol", "SASL_SSL");
    properties.put("sasl.mechanism", "PLAIN");
    properties.put(
        "sasl.jaas.config", "%s username=\"%s\" password=\"%s\";".formatted(MODULE, user, written));
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.location", certificates.ca().toString());
    return properties;
  }
}
