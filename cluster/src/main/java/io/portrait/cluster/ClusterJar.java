package io.portrait.cluster;

import io.portrait.cli.Failure;
import java.nio.file.Files;
import java.nio.file.Path;

/** The jar that {@code flink run} takes. */
final class ClusterJar {

  private static final String PROPERTY = "portrait.cluster.jar";

  private ClusterJar() {}

  /**
   * Where it was built.
   *
   * @throws Failure if nobody said so, or it is not there
   */
  static Path path() {
    String path = System.getProperty(PROPERTY);
    if (path == null || !Files.exists(Path.of(path))) {
      throw Failure.because(
          "the job's cluster jar is not there (-D"
              + PROPERTY
              + "="
              + path
              + "); ./mvnw -pl job -am package builds it");
    }
    return Path.of(path);
  }
}
