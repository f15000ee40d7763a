package io.portrait.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.contrib.streaming.state.RocksDBOptionsFactory;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.apache.flink.runtime.jobmanager.HighAvailabilityMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key of a FlinkDeployment's configuration is an option, and its value one that it takes. */
class FlinkOptionsTest {

  private static final FlinkOptions OPTIONS = new FlinkOptions();

  @ParameterizedTest
  @MethodSource("io.portrait.k8s.Rendered#overlays")
  void everyKeyIsAnOptionAndEveryValueFits(Rendered overlay) {
    assertThat(OPTIONS.problems(FlinkConfigurations.written(overlay.flink()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "execution.checkpointing.intervall, 30s, did you mean 'execution.checkpointing.interval'",
    "execution.checkpointing.interval, soon, execution.checkpointing.interval",
    "execution.checkpointing.incremental, maybe, execution.checkpointing.incremental",
    "restart-strategy.exponential-delay.max-backoff, 1 parsec, max-backoff",
    "job.autoscaler.vertex.max-parallelism, many, max-parallelism",
    "job.autoscaler.max-parallelism, 4, no such option",
    "kubernetes.operator.savepoint.format.type, canonic, cannot be 'canonic'",
    "kubernetes.operator.savepoint.formats.type, NATIVE, no such option",
    "metrics.reporter.prom.ports, 9249, no such option",
    "external-resource.gpu.count, 1, no such option",
    "portrait.state.forget-within, often, portrait.state.forget-within",
  })
  void whatIsNoneIsTold(String key, String value, String told) {
    assertThat(OPTIONS.problems(Map.of(key, value)))
        .singleElement()
        .satisfies(problem -> assertThat(problem).contains(told));
  }

  @ParameterizedTest
  @MethodSource("io.portrait.k8s.Rendered#overlays")
  void everyClassNamedIsThere(Rendered overlay) throws Exception {
    Map<String, String> configuration = FlinkConfigurations.written(overlay.flink());
    assertThat(Class.forName(configuration.get("metrics.reporter.prom.factory.class")))
        .isAssignableTo(MetricReporterFactory.class);
    assertThat(Class.forName(configuration.get("state.backend.rocksdb.options-factory")))
        .isAssignableTo(RocksDBOptionsFactory.class);
    assertThat(Class.forName(overlay.flink().at("/spec/job/entryClass").asText()))
        .hasDeclaredMethods("main");
    assertThat(HighAvailabilityMode.fromConfig(Configuration.fromMap(configuration)))
        .isEqualTo(HighAvailabilityMode.KUBERNETES);
  }

  /** {@code docs/cluster.md} says what to set; addresses and times are a deployment's own. */
  @Test
  void whatTheClusterPageNamesIsSet() {
    String page = Rendered.read(Rendered.HOME.resolveSibling("docs").resolve("cluster.md"));
    Map<String, String> configuration =
        FlinkConfigurations.written(Rendered.of("production").flink());
    var named =
        Pattern.compile("(?m)^ {4}([a-z][\\w.-]+): +([^\\s#]+)").matcher(page).results().toList();
    assertThat(named).hasSizeGreaterThanOrEqualTo(8);
    for (MatchResult key : named) {
      assertThat(configuration).containsKey(key.group(1));
      if (!key.group(2).contains("://")) {
        assertThat(configuration.get(key.group(1))).as(key.group(1)).isEqualTo(key.group(2));
      }
    }
  }

  /** Flink reaches into the JDK; what tests run with, a cluster needs, too. */
  @Test
  void whatTheJvmOpensIsOpenOnAClusterToo() throws Exception {
    String pom = Rendered.read(Rendered.HOME.resolveSibling("pom.xml"));
    var matcher = Pattern.compile("<jvm\\.opens>(.*)</jvm\\.opens>").matcher(pom);
    assertThat(matcher.find()).isTrue();
    String options = Rendered.read(Rendered.HOME.resolve("image/java.options"));
    for (String open : matcher.group(1).split(" ", -1)) {
      assertThat(options.lines()).contains(open);
      for (Rendered overlay : Rendered.overlays().toList()) {
        JsonNode java = overlay.flink().at("/spec/flinkConfiguration/env.java.opts.all");
        assertThat(java.asText().split("\\s+", -1)).contains(open);
      }
    }
  }
}
