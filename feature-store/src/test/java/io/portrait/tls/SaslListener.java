package io.portrait.tls;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A further listener of a Kafka broker: SASL_SSL, one user, a certificate of {@link
 * TestCertificates}, of which {@code server} is the broker's.
 *
 * @param address {@code host:port} it listens at
 */
public record SaslListener(
    TestCertificates certificates,
    String address,
    Mechanism mechanism,
    String user,
    String password) {

  /** How the user proves who it is. */
  public enum Mechanism {
    /** By the password itself, which the broker's settings hold. */
    PLAIN("PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule required"),
    /** By what is made of it; the broker is to be told of the user once it is up. */
    SCRAM("SCRAM-SHA-512", "org.apache.kafka.common.security.scram.ScramLoginModule required");

    private final String wireName;
    private final String module;

    Mechanism(String wireName, String module) {
      this.wireName = wireName;
      this.module = module;
    }
  }

  /** Adds it to a broker's settings. */
  public void addTo(Map<String, String> settings) {
    settings.merge("listeners", ",SECURE://" + address, String::concat);
    settings.merge("listener.security.protocol.map", ",SECURE:SASL_SSL", String::concat);
    settings.put("ssl.keystore.type", "PKCS12");
    settings.put("ssl.keystore.location", certificates.store("server").toString());
    settings.put("ssl.keystore.password", TestCertificates.PASSWORD);
    settings.put("listener.name.secure.sasl.enabled.mechanisms", mechanism.wireName);
    String users = mechanism == Mechanism.PLAIN ? " user_%s=\"%s\"".formatted(user, password) : "";
    settings.put(
        "listener.name.secure.%s.sasl.jaas.config"
            .formatted(mechanism.wireName.toLowerCase(Locale.ROOT)),
        mechanism.module + users + ";");
  }

  /**
   * What a client needs.
   *
   * @param written the password, or a reference to it
   */
  public Map<String, String> client(String written) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("security.protocol", "SASL_SSL");
    properties.put("sasl.mechanism", mechanism.wireName);
    properties.put(
        "sasl.jaas.config",
        "%s username=\"%s\" password=\"%s\";".formatted(mechanism.module, user, written));
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.location", certificates.ca().toString());
    return properties;
  }
}
