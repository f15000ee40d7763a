package io.portrait.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificate and key as everybody but Java keeps them: PEM files. */
final class PemKeyStore {

  /** Of the store in memory, which nobody else sees. */
  static final String PASSWORD = "portrait";

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

  private PemKeyStore() {}

  /**
   * A store with one entry.
   *
   * @param certificate its chain, the server's own first
   * @param key in PKCS #8, not encrypted
   * @throws IllegalArgumentException if a file cannot be read or is something else; one line
   */
  static KeyStore load(Path certificate, Path key) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server",
          privateKey(key),
          PASSWORD.toCharArray(),
          chain(certificate).toArray(Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          certificate + " and " + key + " do not make a key store: " + e.getMessage(), e);
    }
  }

  private static List<Certificate> chain(Path file) {
    byte[] text = read(file).getBytes(StandardCharsets.US_ASCII);
    try {
      List<Certificate> chain =
          List.copyOf(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(text)));
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException(file + " holds no certificate in PEM", e);
    }
    throw new IllegalArgumentException(file + " holds no certificate in PEM");
  }

  private static PrivateKey privateKey(Path file) {
    Matcher body = KEY.matcher(read(file));
    if (!body.find()) {
      throw new IllegalArgumentException(
          file + " holds no -----BEGIN PRIVATE KEY-----: openssl pkcs8 -topk8 -nocrypt makes one");
    }
    PKCS8EncodedKeySpec specification;
    try {
      specification = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body.group(1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " holds a private key that is not base 64", e);
    }
    return ALGORITHMS.stream()
        .flatMap(algorithm -> privateKey(algorithm, specification).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    file + " holds a private key that is none of " + ALGORITHMS));
  }

  /** Empty where the key is of another algorithm. */
  private static Optional<PrivateKey> privateKey(
      String algorithm, PKCS8EncodedKeySpec specification) {
    try {
      return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(specification));
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java 17 has " + algorithm, e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read", e);
    }
  }
}
