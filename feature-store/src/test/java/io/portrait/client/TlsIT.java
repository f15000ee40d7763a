package io.portrait.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.Closer;
import io.portrait.definition.Online.Encoding;
import io.portrait.online.OnlineStore;
import io.portrait.online.OnlineStoreException;
import io.portrait.online.RedisAddress;
import io.portrait.online.RowEncoder;
import io.portrait.online.Rows;
import io.portrait.online.TestRedis;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Through TLS: the embedded redis-server knows none, so its connections are wrapped before it, as
 * stunnel would.
 */
class TlsIT {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder;
  private final Closer closer = Closer.create();
  private TestRedis redis;
  private ServerSocket tls;
  private SSLContext context;

  @BeforeEach
  void start() throws Exception {
    redis = TestRedis.inMemory();
    closer.register(redis::close);
    context = context(folder.resolve("redis.p12"));
    tls =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    closer.register(tls);
    thread(this::accept);
    try (OnlineStore store = OnlineStore.connect(redis.address(), "shop")) {
      store.putSchema(Rows.SCHEMA);
      RowEncoder encoder = new RowEncoder("shop", Rows.SCHEMA, Encoding.PACKED, 60_000);
      store.write(List.of(encoder.write(Rows.row("u-1", 5))));
    }
  }

  @AfterEach
  void stop() throws IOException {
    closer.close();
  }

  private ProfileClient.Builder at(String host) {
    return ProfileClient.builder("shop")
        .redis(new RedisAddress("rediss://" + host + ":" + tls.getLocalPort(), "", ""));
  }

  @Test
  void aServerWhoseCertificateIsTrustedIsRead() {
    try (ProfileClient client = at("127.0.0.1").tls(context.getSocketFactory()).build()) {
      assertThat(client.prepare("views_7d").getBlocking("u-1", DEADLINE).getLong("views_7d"))
          .hasValue(5);
    }
  }

  @Test
  void aCertificateThatJavaDoesNotTrustIsRefusedInOneLine() {
    try (ProfileClient client = at("127.0.0.1").build()) {
      assertThatThrownBy(() -> client.prepare("views_7d"))
          .isInstanceOf(OnlineStoreException.class)
          .hasMessageStartingWith("cannot reach Redis at 127.0.0.1:")
          .hasMessageContaining("certification path");
    }
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() {
    try (ProfileClient client = at("localhost").tls(context.getSocketFactory()).build()) {
      assertThatThrownBy(() -> client.prepare("views_7d"))
          .isInstanceOf(OnlineStoreException.class)
          .hasMessageContaining("localhost");
    }
  }

  /** With a key of its own, for 127.0.0.1, which it trusts itself. */
  private static SSLContext context(Path file) throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                "changeit",
                "-dname",
                "CN=redis",
                "-ext",
                "san=ip:127.0.0.1")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream bytes = Files.newInputStream(file)) {
      keys.load(bytes, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("SunX509");
    own.init(keys, PASSWORD);
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private interface Work {
    void now() throws IOException;
  }

  private static void thread(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.now();
              } catch (IOException e) {
                // One side has gone: so does the other.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket outside = tls.accept();
      Socket inside = new Socket(InetAddress.getLoopbackAddress(), redis.port());
      thread(() -> copy(outside, inside));
      thread(() -> copy(inside, outside));
    }
  }

  private static void copy(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[8_192];
      InputStream in = from.getInputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        out.write(bytes, 0, read);
        out.flush();
      }
    }
  }
}
