package io.portrait.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether {@code k8s/rendered} is what kustomize makes of the sources as they are. */
class RenderedTest {

  private static final List<String> SOURCES =
      List.of("base", "certificates", "monitoring", "overlays");

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production", "gpu", "certificates"})
  void isOfThePresentSources(String name) throws Exception {
    assertThat(Rendered.text(name).lines().findFirst().orElse(""))
        .as("run k8s/render")
        .contains("from sources " + hashOfSources() + ":");
  }

  /** On a machine without kubectl the hash alone says so. */
  @ParameterizedTest
  @ValueSource(strings = {"overlays/dev", "overlays/production", "overlays/gpu", "certificates"})
  void isWhatKustomizeMakes(String folder) throws Exception {
    assumeTrue(isOnThePath("kubectl"), "kubectl is not here");
    Process kustomize =
        new ProcessBuilder("kubectl", "kustomize", Rendered.HOME.resolve(folder).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String made = new String(kustomize.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(kustomize.waitFor()).isZero();
    String name = folder.substring(folder.indexOf('/') + 1);
    assertThat(Rendered.parse(Rendered.text(name))).isEqualTo(Rendered.parse(made));
  }

  @Test
  void anOverlaysConfigMapIsNamedByItsContent() {
    assertThat(
            Rendered.overlays()
                .map(overlay -> Rendered.nameOf(overlay.get("ConfigMap", "portrait-configuration")))
                .distinct())
        .as("dev differs from production, which gpu shares")
        .hasSize(2);
  }

  private static boolean isOnThePath(String program) {
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** As {@code k8s/render} computes it: names and contents, in the order of bytes. */
  private static String hashOfSources() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : SOURCES) {
      Path root = Rendered.HOME.resolve(folder);
      if (Files.isDirectory(root)) {
        try (Stream<Path> found = Files.walk(root)) {
          found.filter(Files::isRegularFile).map(Rendered.HOME::relativize).forEach(files::add);
        }
      }
    }
    StringBuilder lines = new StringBuilder();
    for (Path file :
        files.stream().sorted(java.util.Comparator.comparing(Path::toString)).toList()) {
      lines
          .append(sha256(Files.readAllBytes(Rendered.HOME.resolve(file))))
          .append("  ")
          .append(file)
          .append('\n');
    }
    return sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
