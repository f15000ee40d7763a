package io.portrait.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Key stores as cert-manager makes them of a certificate: {@code keystore.p12, truststore.p12}. */
final class Keystores {

  private Keystores() {}

  /** A certificate that trusts itself. */
  static void make(Path folder, String name, String password) throws Exception {
    Files.createDirectories(folder);
    keytool(
        password,
        "-genkeypair -keyalg EC -groupname secp256r1 -alias it -validity 2 -dname CN=" + name,
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-keystore",
        folder.resolve("keystore.p12").toString());
    Path certificate = folder.resolve("tls.crt");
    keytool(
        password,
        "-exportcert -alias it",
        "-file",
        certificate.toString(),
        "-keystore",
        folder.resolve("keystore.p12").toString());
    keytool(
        password,
        "-importcert -noprompt -alias it",
        "-file",
        certificate.toString(),
        "-keystore",
        folder.resolve("truststore.p12").toString());
  }

  private static void keytool(String password, String what, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(what.split(" ", -1)));
    command.addAll(List.of(more));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", password));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
  }
}
