package io.portrait.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.online.RedisAddress;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encrypted, with certificate and key in PEM files. */
class TlsIT {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void servesWithTheCertificate(String algorithm) throws Exception {
    KeyStore store = keyStore(algorithm);
    Path certificate = pem("CERTIFICATE", store.getCertificate("server").getEncoded());
    Path key = pem("PRIVATE KEY", key(store).getEncoded());

    try (ProfileServer server = ProfileServer.start(settings(certificate, key))) {
      HttpResponse<String> response =
          HttpClient.newBuilder()
              .sslContext(trusting(store.getCertificate("server")))
              .build()
              .send(
                  HttpRequest.newBuilder(
                          URI.create(
                              server.address().replace("127.0.0.1", "localhost") + "/health/live"))
                      .build(),
                  BodyHandlers.ofString());

      assertThat(server.address()).startsWith("https://");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.sslSession()).isPresent();
    }
  }

  @Test
  void saysWhatIsWrongWithTheFiles() throws Exception {
    KeyStore store = keyStore("EC");
    Path certificate = pem("CERTIFICATE", store.getCertificate("server").getEncoded());
    Path key = pem("PRIVATE KEY", key(store).getEncoded());
    Path other = pem("RSA PRIVATE KEY", key(store).getEncoded());

    assertThatThrownBy(() -> ProfileServer.start(settings(key, key)))
        .hasMessage(key + " holds no certificate in PEM");
    assertThatThrownBy(() -> ProfileServer.start(settings(certificate, other)))
        .hasMessage(
            other
                + " holds no -----BEGIN PRIVATE KEY-----: openssl pkcs8 -topk8 -nocrypt makes one");
    assertThatThrownBy(() -> ProfileServer.start(settings(certificate, folder.resolve("none"))))
        .hasMessage(folder.resolve("none") + " cannot be read");
  }

  private static ServerSettings settings(Path certificate, Path key) {
    return new ServerSettings(
        TestReader.DEFINITION,
        RedisAddress.of("127.0.0.1", 1),
        "127.0.0.1",
        0,
        BearerTokens.none(),
        Optional.of(new ServerSettings.Tls(certificate, key)),
        Limits.DEFAULT);
  }

  private KeyStore keyStore(String algorithm) throws Exception {
    Path file = folder.resolve(algorithm + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream bytes = Files.newInputStream(file)) {
      store.load(bytes, PASSWORD);
    }
    return store;
  }

  private static Key key(KeyStore store) throws Exception {
    return store.getKey("server", PASSWORD);
  }

  private Path pem(String what, byte[] bytes) throws Exception {
    return Files.writeString(
        Files.createTempFile(folder, "pem", ".pem"),
        "-----BEGIN "
            + what
            + "-----\n"
            + Base64.getMimeEncoder().encodeToString(bytes)
            + "\n-----END "
            + what
            + "-----\n");
  }

  private static SSLContext trusting(Certificate certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
