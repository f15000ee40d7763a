package io.portrait.cluster;

import java.util.regex.Pattern;

/** Which jars of this class path a Flink distribution has in its {@code lib/}. */
final class FlinkLib {

  private static final Pattern LIB =
      Pattern.compile(
          "(flink-(?!connector-(kafka|base)|ml-|state-processor|kubernetes).*"
              + "|log4j-.*|slf4j-.*|kryo-.*|minlog-.*|chill-.*|objenesis-.*|javassist-.*"
              + "|frocksdbjni-.*|lz4-java-.*|snappy-java-.*|async-profiler-.*|jsr305-.*"
              + "|snakeyaml-engine-.*|commons-(cli|collections|io|compress|lang3|math3|text)-.*"
              // And what docs/cluster.md says of texts that are embedded.
              + "|api-[0-9].*|pytorch-.*|tokenizers-.*|jna-.*|gson-.*|commons-codec-.*"
              + "|portrait-model-.*"
              + ")(?<!-tests)\\.jar");

  private FlinkLib() {}

  /** Whether a file of that name is one of them. */
  static boolean has(String name) {
    return LIB.matcher(name).matches();
  }
}
