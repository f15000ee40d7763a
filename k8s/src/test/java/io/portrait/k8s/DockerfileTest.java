package io.portrait.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.k8s.Dockerfile.Stage;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the images are built from, and as whom they run. */
class DockerfileTest {

  private static final Dockerfile FILE = Dockerfile.read();

  @Test
  void everyImageThatManifestsNameIsAStage() {
    for (String image : PodSpecs.OURS) {
      String stage = image.substring("portrait-".length());
      assertThat(FILE.stages()).containsKey(stage);
      assertThat(
              Rendered.overlays()
                  .filter(overlay -> !overlay.name().equals("gpu"))
                  .map(Object::toString)
                  .map(Rendered::text))
          .allMatch(text -> Pattern.compile("image: \\S*" + image + ":").matcher(text).find());
    }
    assertThat(Rendered.text("gpu")).contains("portrait-job-gpu:");
    assertThat(FILE.stages()).containsKey("job-gpu");
  }

  /** A tag that moves would make another image of the same sources. */
  @Test
  void everyBaseIsPinned() {
    assertThat(FILE.images().values().stream().filter(name -> name.contains(":")).toList())
        .hasSize(4)
        .allMatch(name -> name.matches(".+:\\d+\\.\\d+[\\w.-]*"));
  }

  @Test
  void flinkIsOfTheVersionThatTheJobIsBuiltFor() {
    String pom = Rendered.read(Rendered.HOME.resolveSibling("pom.xml"));
    var version = Pattern.compile("<flink\\.version>(.+)</flink\\.version>").matcher(pom);
    assertThat(version.find()).isTrue();
    assertThat(FILE.base("job")).isEqualTo("flink:" + version.group(1) + "-java17");
    assertThat(FILE.base("job-gpu")).isEqualTo(FILE.base("job"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"job", "http", "tools"})
  void runsAsNobodyInParticularAndSaysWhatItIs(String name) {
    Stage stage = FILE.stage(name);
    assertThat(stage.of("USER")).containsExactly("9999:9999");
    for (String label : List.of("title", "description", "licenses", "version", "revision")) {
      assertThat(stage.of("LABEL").get(0)).contains("org.opencontainers.image." + label + "=");
    }
    assertThat(stage.of("COPY")).containsExactly("--from=build /trees/" + name + "/ /");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tools"})
  void entersAClassThatIsThere(String name) throws Exception {
    List<String> entry = FILE.stage(name).list("ENTRYPOINT");
    assertThat(Class.forName(entry.get(entry.size() - 1))).hasDeclaredMethods("main");
  }

  @Test
  void buildsModulesThatAreThere() {
    String run = FILE.stage("build").of("RUN").get(0);
    var modules = Pattern.compile("-pl (\\S+)").matcher(run);
    assertThat(modules.find()).isTrue();
    for (String module : modules.group(1).split(",", -1)) {
      assertThat(Files.exists(Rendered.HOME.resolveSibling(module).resolve("pom.xml"))).isTrue();
    }
    assertThat(run).contains("k8s/image/assemble /trees");
    assertThat(Files.isExecutable(Rendered.HOME.resolve("image/assemble"))).isTrue();
  }
}
