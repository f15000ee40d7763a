package io.portrait.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A CA of one's own, and who has a certificate of it: made anew by the JDK's keytool, so that no
 * key lies in the repository and none grows old.
 */
public final class TestCertificates {

  /** Of all stores. */
  public static final String PASSWORD = "changeit-7d2f";

  private final Path folder;

  private TestCertificates(Path folder) {
    this.folder = folder;
  }

  /** A CA whose files lie in a folder. */
  public static TestCertificates in(Path folder) throws IOException, InterruptedException {
    TestCertificates made = new TestCertificates(Files.createDirectories(folder));
    made.keytool(
        "-genkeypair",
        "-alias",
        "ca",
        "-dname",
        "CN=Test CA",
        "-ext",
        "bc:c",
        "-keyalg",
        "EC",
        "-keystore",
        made.store("ca").toString());
    made.keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "ca",
        "-file",
        made.ca().toString(),
        "-keystore",
        made.store("ca").toString());
    made.keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        "ca",
        "-file",
        made.ca().toString(),
        "-keystore",
        made.trusted().toString());
    return made;
  }

  /**
   * A certificate of the CA for 127.0.0.1 and localhost, for a server or a client, with its key.
   */
  public TestCertificates issue(String name) throws IOException, InterruptedException {
    String store = store(name).toString();
    String request = folder.resolve(name + ".csr").toString();
    String signed = folder.resolve(name + ".signed").toString();
    keytool(
        "-genkeypair", "-alias", name, "-dname", "CN=" + name, "-keyalg", "EC", "-keystore", store);
    keytool("-certreq", "-alias", name, "-file", request, "-keystore", store);
    keytool(
        "-gencert",
        "-alias",
        "ca",
        "-rfc",
        "-infile",
        request,
        "-outfile",
        signed,
        "-ext",
        "san=ip:127.0.0.1,dns:localhost",
        "-keystore",
        store("ca").toString());
    Files.writeString(
        certificate(name), Files.readString(Path.of(signed)) + Files.readString(ca()));
    keytool(
        "-importcert", "-noprompt", "-alias", "ca", "-file", ca().toString(), "-keystore", store);
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        name,
        "-file",
        certificate(name).toString(),
        "-keystore",
        store);
    Files.writeString(key(name), pkcs8(name));
    return this;
  }

  private String pkcs8(String name) throws IOException {
    try (InputStream bytes = Files.newInputStream(store(name))) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(bytes, PASSWORD.toCharArray());
      byte[] key = keys.getKey(name, PASSWORD.toCharArray()).getEncoded();
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
          + "\n-----END PRIVATE KEY-----\n";
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** The CA's certificate, PEM. */
  public Path ca() {
    return folder.resolve("ca.pem");
  }

  /** A store that trusts the CA, PKCS #12. */
  public Path trusted() {
    return folder.resolve("trusted.p12");
  }

  /** Certificate chain, PEM. */
  public Path certificate(String name) {
    return folder.resolve(name + ".pem");
  }

  /** Private key, PEM, PKCS #8. */
  public Path key(String name) {
    return folder.resolve(name + ".key");
  }

  /** Key and certificate, PKCS #12. */
  public Path store(String name) {
    return folder.resolve(name + ".p12");
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
