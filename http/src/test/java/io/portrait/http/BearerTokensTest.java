package io.portrait.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BearerTokensTest {

  private static final String TOKEN = "0123456789abcdef";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void comeFromTheEnvironmentOrAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("tokens"), TOKEN + "\n" + TOKEN + "-new\n");

    assertThat(BearerTokens.of(Map.of()).isEmpty()).isTrue();
    BearerTokens tokens = BearerTokens.of(Map.of("PORTRAIT_HTTP_TOKEN_FILE", file.toString()));
    assertThatCode(() -> tokens.check("Bearer " + TOKEN)).doesNotThrowAnyException();
    assertThatCode(() -> tokens.check("Bearer " + TOKEN + "-new")).doesNotThrowAnyException();
    assertThatThrownBy(() -> tokens.check("Bearer " + TOKEN + "-old")).isInstanceOf(Problem.class);
    assertThatThrownBy(() -> tokens.check(null)).isInstanceOf(Problem.class);
  }

  @Test
  void anEmptyFileOpensNoDoor() throws Exception {
    Path file = Files.writeString(folder.resolve("tokens"), "\n");

    assertThatThrownBy(() -> BearerTokens.of(Map.of("PORTRAIT_HTTP_TOKEN_FILE", file.toString())))
        .hasMessage("PORTRAIT_HTTP_TOKEN_FILE refers to a file that holds no token");
  }

  @Test
  void whatIsNoTokenIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> BearerTokens.of("too-short"))
        .hasMessage("PORTRAIT_HTTP_TOKEN holds a token of fewer than 16 characters");
    assertThatThrownBy(() -> BearerTokens.of("passwörter-sind-keine"))
        .hasMessageContaining("other characters")
        .hasMessageNotContaining("sind");
  }
}
