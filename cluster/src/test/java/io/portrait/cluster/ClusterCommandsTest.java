package io.portrait.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.cli.Failure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCommandsTest {

  @TempDir Path directory;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void help_names_every_command() {
    assertThat(run("--help")).isEqualTo(Failure.DONE);
    assertThat(text()).contains("watch", "faults", "soak", "Exit codes");
  }

  @Test
  void wrong_use_is_one_line_and_code_2() {
    assertThat(run()).isEqualTo(Failure.WRONG_USE);
    assertThat(run("soak", "--minutes", "0")).isEqualTo(Failure.WRONG_USE);
    assertThat(run("watch", "--rate", "0")).isEqualTo(Failure.WRONG_USE);
    assertThat(text().lines()).hasSize(3).allMatch(line -> line.startsWith("cluster: "));
  }

  @Test
  void an_unknown_fault_is_refused_with_the_nearest() {
    assertThat(run("faults", "redis-kiled")).isEqualTo(Failure.WRONG_USE);
    assertThat(text())
        .isEqualTo("cluster: no fault 'redis-kiled' (did you mean 'redis-killed'?)\n");
  }

  @Test
  void a_data_directory_in_use_is_refused() throws Exception {
    Files.createFile(directory.resolve("mine"));
    assertThat(run("watch", "--data-dir", directory.toString())).isEqualTo(Failure.WRONG_USE);
    assertThat(text()).contains("it is not empty");
  }

  @Test
  void samples_become_csv_and_a_picture() throws Exception {
    List<Sample> samples =
        List.of(
            new Sample(0, Map.of("redis", 10.04), Map.of(), Double.NaN, 1, 5),
            new Sample(
                5, Map.of("kafka", 300.0, "redis", 11.0), Map.of("jobmanager", 90.0), 2, 1, 0));
    assertThat(Sample.csv(samples))
        .containsExactly(
            "seconds,state_mb,redis_mb,lag,rss_mb_kafka,rss_mb_redis,heap_mb_jobmanager",
            "0.0,,1.0,5.0,,10.0,",
            "5.0,2.0,1.0,0.0,300.0,11.0,90.0");
    Path svg = directory.resolve("soak.svg");
    new SoakPicture("A soak", samples, List.of(3.0)).write(svg);
    assertThat(svg).content().contains("A soak", "Memory of processes", "kafka", "lag");
  }

  private int run(String... arguments) {
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    return new ClusterCommands().run(out, out, arguments);
  }

  private String text() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
