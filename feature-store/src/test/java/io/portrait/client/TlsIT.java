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
import io.portrait.tls.PemTls;
import io.portrait.tls.TestCertificates;
import io.portrait.tls.TlsFront;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Through TLS, which the embedded redis-server does not know: something stands before it. */
class TlsIT {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static TestCertificates certificates;

  private final Closer closer = Closer.create();
  private TestRedis redis;

  @BeforeAll
  static void certify() throws Exception {
    certificates = TestCertificates.in(folder.resolve("own")).issue("server").issue("client");
  }

  @BeforeEach
  void start() {
    redis = TestRedis.inMemory();
    closer.register(redis::close);
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

  private RedisAddress at(String host, boolean wantsCertificate, PemTls tls) throws Exception {
    TlsFront front = TlsFront.before(redis.port(), certificates, wantsCertificate);
    closer.register(front::close);
    return new RedisAddress("rediss://" + host + ":" + front.port(), "", "", tls);
  }

  private static void assertReads(RedisAddress address) {
    try (ProfileClient client = ProfileClient.builder("shop").redis(address).build()) {
      assertThat(client.prepare("views_7d").getBlocking("u-1", DEADLINE).getLong("views_7d"))
          .hasValue(5);
    }
    try (OnlineStore store = OnlineStore.connect(address, "shop")) {
      assertThat(store.get("u-1")).isPresent();
    }
  }

  @Test
  void aServerOfTheCaIsReadAndWritten() throws Exception {
    assertReads(at("127.0.0.1", false, PemTls.of(certificates.ca(), null, null)));
  }

  @Test
  void anAppMayBringItsOwnTrust() throws Exception {
    PemTls tls = PemTls.of(certificates.ca(), null, null);
    RedisAddress address = at("127.0.0.1", false, PemTls.DEFAULT);
    try (ProfileClient client =
        ProfileClient.builder("shop").redis(address).tls(tls.socketFactory()).build()) {
      assertThat(client.prepare("views_7d").getBlocking("u-1", DEADLINE).getLong("views_7d"))
          .hasValue(5);
    }
  }

  @Test
  void aServerThatWantsACertificateIsShownOne() throws Exception {
    Map<String, String> environment =
        Map.of(
            "PORTRAIT_REDIS_CA", certificates.ca().toString(),
            "PORTRAIT_REDIS_CERTIFICATE", certificates.certificate("client").toString(),
            "PORTRAIT_REDIS_KEY", certificates.key("client").toString());
    RedisAddress without = at("127.0.0.1", true, PemTls.of(certificates.ca(), null, null));

    assertReads(RedisAddress.withCredentials(without.uri(), environment));
    assertThatThrownBy(() -> OnlineStore.connect(without, "shop"))
        .isInstanceOf(OnlineStoreException.class)
        .hasMessageStartingWith("cannot reach Redis at 127.0.0.1:");
  }

  @Test
  void aCertificateThatNobodyTrustsIsRefusedInOneLine() throws Exception {
    RedisAddress address = at("127.0.0.1", false, PemTls.DEFAULT);
    assertThatThrownBy(() -> OnlineStore.connect(address, "shop"))
        .isInstanceOf(OnlineStoreException.class)
        .hasMessageStartingWith("cannot reach Redis at 127.0.0.1:")
        .hasMessageContaining("certification path");
  }

  @Test
  void aCertificateOfAnotherCaIsRefused() throws Exception {
    TestCertificates others = TestCertificates.in(folder.resolve("others"));
    RedisAddress address = at("127.0.0.1", false, PemTls.of(others.ca(), null, null));
    assertThatThrownBy(() -> OnlineStore.connect(address, "shop"))
        .isInstanceOf(OnlineStoreException.class);
  }

  /** 127.0.0.2 leads to this machine too, but the certificate does not name it. */
  @Test
  void aCertificateOfAnotherHostIsRefused() throws Exception {
    RedisAddress address = at("ip6-localhost.invalid", false, PemTls.DEFAULT);
    String uri = address.uri().replace("ip6-localhost.invalid", "0.0.0.0");
    PemTls tls = PemTls.of(certificates.ca(), null, null);
    assertThatThrownBy(() -> OnlineStore.connect(new RedisAddress(uri, "", "", tls), "shop"))
        .isInstanceOf(OnlineStoreException.class)
        .hasMessageContaining("0.0.0.0");
  }

  @Test
  void filesThatAreSomethingElseAreSaidInOneLine() throws Exception {
    Path nothing = Files.writeString(folder.resolve("nothing.pem"), "hello\n");

    assertThatThrownBy(() -> PemTls.of(nothing, null, null))
        .hasMessage(nothing + " holds no certificate in PEM");
    assertThatThrownBy(() -> PemTls.of(folder.resolve("absent.pem"), null, null))
        .hasMessage(folder.resolve("absent.pem") + " cannot be read");
    assertThatThrownBy(() -> PemTls.of(null, certificates.certificate("client"), null))
        .hasMessage("a client's certificate and its key go together");
    assertThatThrownBy(() -> PemTls.of(null, certificates.certificate("client"), nothing))
        .hasMessageStartingWith(nothing + " holds no -----BEGIN PRIVATE KEY-----");
    PemTls tls = PemTls.of(certificates.ca(), null, null);
    assertThatThrownBy(() -> new RedisAddress("redis://localhost", "", "", tls))
        .hasMessage("a CA or a certificate is for rediss://, which this is not: redis://localhost");
    assertThat(
            PemTls.of(
                certificates.ca(), certificates.certificate("client"), certificates.key("client")))
        .hasToString("PemTls[ca=own, certificate=own]");
  }
}
