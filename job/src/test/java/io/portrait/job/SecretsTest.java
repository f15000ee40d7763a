package io.portrait.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  @TempDir Path folder;

  @Test
  void comes_from_a_variable_or_from_the_file_that_another_names() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "  of-the-file\n");

    assertThat(new Secrets(Map.of()).of("P")).isEmpty();
    assertThat(new Secrets(Map.of("P", "of-the-variable")).of("P")).isEqualTo("of-the-variable");
    assertThat(new Secrets(Map.of("P_FILE", file.toString())).of("P")).isEqualTo("of-the-file");
    assertThat(new Secrets(Map.of("P", "", "P_FILE", file.toString())).of("P"))
        .as("an empty variable counts as not set")
        .isEqualTo("of-the-file");
  }

  @Test
  void refuses_two_sources_and_a_file_that_is_not_there() {
    Secrets both = new Secrets(Map.of("P", "hunter2", "P_FILE", "/x"));
    Secrets gone = new Secrets(Map.of("P_FILE", folder.resolve("gone").toString()));

    assertThatThrownBy(() -> both.of("P"))
        .hasMessage("P and P_FILE are both set: one of them has to go");
    assertThatThrownBy(() -> gone.of("P"))
        .hasMessage(
            "P_FILE refers to the file " + folder.resolve("gone") + ", which cannot be read");
  }

  @Test
  void replaces_every_reference_in_a_property_and_nothing_else() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "k$1\\\n");
    Secrets secrets = new Secrets(Map.of("USER", "ann", "PASSWORD", "p$0"));

    assertThat(
            secrets.resolve(
                "sasl.jaas.config", "Login username=${env:USER} password=\"${env:PASSWORD}\";"))
        .isEqualTo("Login username=ann password=\"p$0\";");
    assertThat(secrets.resolve("sasl.jaas.config", "Login password=${env:PASSWORD} username=ann;"))
        .isEqualTo("Login password=p$0 username=ann;");
    assertThat(secrets.resolve("s3.secret-access-key", "${file:" + file + "}")).isEqualTo("k$1\\");
    assertThat(secrets.resolve("uri", "jdbc:postgresql://${env:USER}:${env:PASSWORD}@db/x"))
        .isEqualTo("jdbc:postgresql://ann:p$0@db/x");
    assertThat(secrets.resolve("client.id", "a $HOME ${USER} {x}"))
        .isEqualTo("a $HOME ${USER} {x}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sasl.jaas.config",
        "ssl.keystore.password",
        "ssl.key.password",
        "ssl.keystore.key",
        "s3.secret-access-key",
        "s3.session-token",
        "token",
        "credential",
        "header.Authorization",
        "adls.sas-token.lake",
        "adls.auth.shared-key.account.key",
        "jdbc.password"
      })
  void refuses_a_secret_that_stands_there_itself_without_repeating_it(String key) {
    assertThatThrownBy(() -> new Secrets(Map.of()).resolve(key, "hunter2"))
        .hasMessage("'" + key + "' holds a secret: write ${env:NAME} or ${file:PATH} in its place");
  }

  @ParameterizedTest
  @CsvSource({
    "uri, jdbc:postgresql://db/x?user=ann&password=hunter2",
    "uri, https://ann:hunter2@catalog",
    "sasl.jaas.config, Login username=${env:HOME} password='hunter2';",
  })
  void refuses_a_password_within_a_value(String key, String value) {
    assertThatThrownBy(() -> new Secrets(Map.of("HOME", "/")).resolve(key, value))
        .hasMessageContaining("'" + key + "' holds a secret")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sasl.oauthbearer.token.endpoint.url",
        "token-refresh-enabled",
        "client.credentials-provider",
        "ssl.keystore.location",
        "security.protocol"
      })
  void takes_what_only_sounds_like_a_secret(String key) {
    assertThat(new Secrets(Map.of()).resolve(key, "value")).isEqualTo("value");
  }

  @Test
  void says_which_reference_leads_nowhere() {
    Secrets secrets = new Secrets(Map.of());

    assertThatThrownBy(() -> secrets.resolve("a", "${env:MISSING}"))
        .hasMessage("'a' refers to the environment variable MISSING, which is not set");
    assertThatThrownBy(() -> secrets.resolve("a", "${file:/no/such}"))
        .hasMessage("'a' refers to the file /no/such, which cannot be read");
  }
}
