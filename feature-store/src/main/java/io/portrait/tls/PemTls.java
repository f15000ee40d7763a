package io.portrait.tls;

import java.io.Serializable;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client trusts, and how it shows who it is. Holds the texts of the files, so that who
 * connects need not have the files; a certificate that is renewed is read by the next start.
 *
 * @param ca certificates that are trusted, and no others, in PEM; empty for those that Java trusts
 * @param certificate the client's own chain in PEM, for mutual TLS; empty for none
 * @param key its private key in PKCS #8; empty for none; stands in no message and not in {@link
 *     #toString()}
 */
public record PemTls(String ca, String certificate, String key) implements Serializable {

  /** What Java trusts, and no certificate. */
  public static final PemTls DEFAULT = new PemTls("", "", "");

  private static final long serialVersionUID = 1;

  public PemTls {
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new IllegalArgumentException("a client's certificate and its key go together");
    }
  }

  /**
   * Of files.
   *
   * @param ca null for what Java trusts
   * @param certificate null for none
   * @param key null for none
   * @throws IllegalArgumentException if one cannot be read or is something else, or one of
   *     certificate and key is missing; one line
   */
  public static PemTls of(@Nullable Path ca, @Nullable Path certificate, @Nullable Path key) {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException("a client's certificate and its key go together");
    }
    PemTls tls =
        new PemTls(
            ca == null ? "" : PemKeyStore.read(ca),
            certificate == null ? "" : PemKeyStore.read(certificate),
            key == null ? "" : PemKeyStore.read(key));
    if (ca != null) {
      PemKeyStore.chain(ca.toString(), tls.ca());
    }
    if (certificate != null && key != null) {
      PemKeyStore.load(certificate, key);
    }
    return tls;
  }

  /**
   * Of the files that an environment names: {@code <prefix>_CA}, {@code <prefix>_CERTIFICATE},
   * {@code <prefix>_KEY}; an empty one counts as not set.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  public static PemTls of(Map<String, String> environment, String prefix) {
    return of(
        path(environment, prefix + "_CA"),
        path(environment, prefix + "_CERTIFICATE"),
        path(environment, prefix + "_KEY"));
  }

  private static @Nullable Path path(Map<String, String> environment, String variable) {
    String value = environment.getOrDefault(variable, "");
    return value.isBlank() ? null : Path.of(value.strip());
  }

  /** Whether there is nothing that Java does not do by itself. */
  public boolean isDefault() {
    return equals(DEFAULT);
  }

  /**
   * What makes sockets of it.
   *
   * @throws IllegalArgumentException if the texts are no certificates or keys; one line
   */
  public SSLSocketFactory socketFactory() {
    return context().getSocketFactory();
  }

  /**
   * What makes anything of it.
   *
   * @throws IllegalArgumentException if the texts are no certificates or keys; one line
   */
  public SSLContext context() {
    try {
      TrustManager[] trusted = null;
      if (!ca.isEmpty()) {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(PemKeyStore.trusting("the CA", ca));
        trusted = factory.getTrustManagers();
      }
      KeyManager[] own = null;
      if (!certificate.isEmpty()) {
        KeyStore store = PemKeyStore.of("the certificate", certificate, "the key", key);
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, PemKeyStore.PASSWORD.toCharArray());
        own = factory.getKeyManagers();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own, trusted, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("TLS cannot be made ready: " + e.getMessage(), e);
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "PemTls[ca="
        + (ca.isEmpty() ? "Java's" : "own")
        + ", certificate="
        + (certificate.isEmpty() ? "none" : "own")
        + "]";
  }
}
