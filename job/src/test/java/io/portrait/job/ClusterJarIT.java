package io.portrait.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar that {@code flink run} takes: all that a cluster does not have, nothing that it has. */
class ClusterJarIT {

  private static JarFile jar;
  private static List<String> entries;

  @BeforeAll
  static void open() throws IOException {
    jar = new JarFile(Objects.requireNonNull(System.getProperty("portrait.cluster.jar")));
    entries = jar.stream().map(ZipEntry::getName).toList();
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
  }

  @Test
  void starts_the_job() throws IOException {
    assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
        .isEqualTo(ProfileJob.class.getName());
    assertThat(entries).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io/portrait/job/ProfileJob",
        "io/portrait/online/OnlineStore",
        "org/apache/flink/connector/kafka/source/KafkaSource",
        "org/apache/flink/connector/base/sink/AsyncSinkBase",
        "org/apache/kafka/clients/consumer/KafkaConsumer",
        "org/apache/iceberg/flink/sink/FlinkSink",
        "org/apache/hadoop/conf/Configuration",
        "com/ctc/wstx/stax/WstxInputFactory",
        "dev/cel/compiler/CelCompiler",
        "redis/clients/jedis/RedisClient",
        "org/snakeyaml/engine/v2/api/Load",
        "org/msgpack/core/MessagePack",
        "org/apache/datasketches/hll/HllSketch",
        "com/github/luben/zstd/Zstd",
        "net/jpountz/lz4/LZ4Factory",
        "org/sqlite/JDBC",
        "io/portrait/embedding/TextEmbedder",
        "com/github/benmanes/caffeine/cache/Caffeine",
        "org/HdrHistogram/Recorder"
      })
  void brings(String type) {
    assertThat(entries).contains(type + ".class");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io/portrait/cli/",
        "kafka/",
        "redis/embedded/",
        "picocli/",
        "org/apache/flink/api/",
        "org/apache/flink/cep/",
        "org/apache/flink/client/",
        "org/apache/flink/configuration/",
        "org/apache/flink/connector/datagen/",
        "org/apache/flink/connector/file/",
        "org/apache/flink/contrib/",
        "org/apache/flink/core/",
        "org/apache/flink/runtime/",
        "org/apache/flink/shaded/",
        "org/apache/flink/streaming/api/",
        "org/apache/flink/table/api/",
        "org/apache/flink/table/data/",
        "org/apache/flink/table/planner/",
        "org/apache/flink/table/runtime/",
        "org/apache/logging/",
        "org/rocksdb/",
        "org/slf4j/",
        "com/esotericsoftware/",
        "com/twitter/chill/",
        "javassist/",
        "org/objenesis/",
        "org/junit/",
        "ai/djl/",
        "com/sun/jna/"
      })
  void leaves_out(String folder) {
    assertThat(entries).noneMatch(entry -> entry.startsWith(folder) && entry.endsWith(".class"));
  }

  @Test
  void is_not_signed_and_no_module() {
    assertThat(entries)
        .noneMatch(entry -> entry.matches("META-INF/[^/]*\\.(SF|DSA|RSA|EC)"))
        .noneMatch(entry -> entry.endsWith("module-info.class"));
  }

  @Test
  void merges_what_libraries_offer_by_name() throws IOException {
    assertThat(text("META-INF/services/org.apache.flink.table.factories.Factory"))
        .contains("org.apache.iceberg.flink.FlinkDynamicTableFactory")
        .contains("org.apache.flink.streaming.connectors.kafka.table.KafkaDynamicTableFactory");
    assertThat(text("META-INF/services/java.sql.Driver")).contains("org.sqlite.JDBC");
  }

  @Test
  void keeps_licences_and_notices() throws IOException {
    assertThat(text("META-INF/LICENSE")).contains("Apache License");
    assertThat(text("META-INF/NOTICE")).contains("Apache Flink");
    assertThat(text("META-INF/NOTICE.txt")).contains("Apache Hadoop").contains("Commons Text");
    assertThat(text("LICENSE")).contains("Apache License").contains("Parquet");
    assertThat(text("NOTICE")).contains("Apache Kafka").contains("Apache Iceberg");
  }

  private static String text(String entry) throws IOException {
    try (InputStream bytes = jar.getInputStream(jar.getEntry(entry))) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
