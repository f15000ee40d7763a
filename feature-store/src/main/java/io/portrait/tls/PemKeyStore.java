package io.portrait.tls;

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
public final class PemKeyStore {

  /** Of the store in memory, which nobody else sees. */
  public static final String PASSWORD = "portrait";

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
  public static KeyStore load(Path certificate, Path key) {
    return of(certificate.toString(), read(certificate), key.toString(), read(key));
  }

  /**
   * The same of texts.
   *
   * @param certificateName what messages call the certificate
   * @param keyName what messages call the key
   */
  static KeyStore of(String certificateName, String certificate, String keyName, String key) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "own",
          privateKey(keyName, key),
          PASSWORD.toCharArray(),
          chain(certificateName, certificate).toArray(Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          certificateName + " and " + keyName + " do not make a key store: " + e.getMessage(), e);
    }
  }

  /** A store of certificates that are trusted. */
  static KeyStore trusting(String name, String certificates) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      List<Certificate> chain = chain(name, certificates);
      for (int i = 0; i < chain.size(); i++) {
        store.setCertificateEntry("ca-" + i, chain.get(i));
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(name + " cannot be trusted: " + e.getMessage(), e);
    }
  }

  /** The certificates of a text. */
  static List<Certificate> chain(String file, String certificates) {
    byte[] text = certificates.getBytes(StandardCharsets.US_ASCII);
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

  private static PrivateKey privateKey(String file, String text) {
    Matcher body = KEY.matcher(text);
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

  /** The text of a file. */
  static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read", e);
    }
  }
}
