package io.portrait.cli.embedded;

import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.contrib.streaming.state.RocksDBNativeMetricOptions;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;

/**
 * Has Flink show its metrics, and the job's, to Prometheus: the settings of docs/metrics.md, which
 * a cluster has in its {@code config.yaml}.
 */
final class PrometheusMetrics {

  private static final String REPORTER = "prom";

  private PrometheusMetrics() {}

  static void on(Configuration configuration, int port) {
    Configuration reporter = MetricOptions.forReporter(configuration, REPORTER);
    reporter.set(MetricOptions.REPORTER_FACTORY_CLASS, PrometheusReporterFactory.class.getName());
    reporter.setString("port", String.valueOf(port));
    // Some eighty figures of each of Kafka's producers that nobody asks for, and two long names.
    reporter.set(MetricOptions.REPORTER_EXCLUDES, List.of("*.KafkaProducer:*"));
    reporter.set(MetricOptions.REPORTER_EXCLUDED_VARIABLES, "task_id;operator_id");
    for (ConfigOption<Boolean> property :
        List.of(
            RocksDBNativeMetricOptions.ESTIMATE_NUM_KEYS,
            RocksDBNativeMetricOptions.MONITOR_LIVE_SST_FILES_SIZE,
            RocksDBNativeMetricOptions.MONITOR_CUR_SIZE_ALL_MEM_TABLE,
            RocksDBNativeMetricOptions.IS_WRITE_STOPPED,
            RocksDBNativeMetricOptions.COLUMN_FAMILY_AS_VARIABLE)) {
      configuration.set(property, true);
    }
  }
}
