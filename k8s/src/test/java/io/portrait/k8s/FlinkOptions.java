package io.portrait.k8s;

import io.portrait.job.ForgettingRocksDb;
import io.portrait.yaml.NearestName;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.flink.autoscaler.config.AutoScalerOptions;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalResourceOptions;
import org.apache.flink.configuration.FallbackKey;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.contrib.streaming.state.RocksDBConfigurableOptions;
import org.apache.flink.contrib.streaming.state.RocksDBNativeMetricOptions;
import org.apache.flink.contrib.streaming.state.RocksDBOptions;
import org.apache.flink.kubernetes.configuration.KubernetesConfigOptions;

/** Every key that a FlinkDeployment may set, from the classes that define it. */
final class FlinkOptions {

  private static final List<Class<?>> DEFINING =
      List.of(
          BlobServerOptions.class,
          CheckpointingOptions.class,
          CoreOptions.class,
          ExternalResourceOptions.class,
          HeartbeatManagerOptions.class,
          HighAvailabilityOptions.class,
          JobManagerOptions.class,
          MetricOptions.class,
          NettyShuffleEnvironmentOptions.class,
          PipelineOptions.class,
          RestOptions.class,
          RestartStrategyOptions.class,
          SecurityOptions.class,
          StateBackendOptions.class,
          StateRecoveryOptions.class,
          TaskManagerOptions.class,
          WebOptions.class,
          RocksDBConfigurableOptions.class,
          RocksDBNativeMetricOptions.class,
          RocksDBOptions.class,
          KubernetesConfigOptions.class,
          AutoScalerOptions.class,
          ForgettingRocksDb.class);

  /**
   * The operator's own. Its jar is not to be had from where builds take theirs: these are copied
   * from the reference of operator 1.10, and no more than the manifests use.
   */
  private static final Map<String, Pattern> OF_THE_OPERATOR =
      Map.of(
          "kubernetes.operator.savepoint.format.type", Pattern.compile("CANONICAL|NATIVE"),
          "kubernetes.operator.savepoint.history.max.age", Pattern.compile("\\d+ ?h"),
          "kubernetes.operator.savepoint.history.max.count", Pattern.compile("\\d+"),
          "kubernetes.operator.periodic.savepoint.interval", Pattern.compile("\\d+ ?h"),
          "kubernetes.operator.pod-template.merge-arrays-by-name", Pattern.compile("true|false"),
          "kubernetes.operator.jm-deployment.startup.probe.enabled", Pattern.compile("true|false"));

  /** Keys with a name of the user's inside: of reporters, of external resources. */
  private static final Pattern NAMED =
      Pattern.compile("(metrics\\.reporter|external-resource)\\.(\\w+)\\.(.+)");

  private final Map<String, ConfigOption<?>> options = new LinkedHashMap<>();
  private final Set<String> named = new TreeSet<>();

  FlinkOptions() {
    for (Class<?> definer : DEFINING) {
      for (Field field : definer.getDeclaredFields()) {
        if (field.getType() == ConfigOption.class && Modifier.isPublic(field.getModifiers())) {
          add(field);
        }
      }
    }
    named.add("metrics.reporter.*.port"); // PrometheusReporterFactory's argument
    named.add("external-resource.*.kubernetes.config-key");
  }

  /** What is wrong with a configuration: unknown keys, each with the nearest, and bad values. */
  List<String> problems(Map<String, String> configuration) {
    List<String> problems = new ArrayList<>();
    Configuration read = Configuration.fromMap(configuration);
    configuration.forEach(
        (key, value) -> {
          ConfigOption<?> option = options.get(key);
          Pattern ofOperator = OF_THE_OPERATOR.get(key);
          if (option != null) {
            try {
              Object unused = read.getOptional(option);
            } catch (RuntimeException e) {
              problems.add(key + ": " + e.getMessage());
            }
          } else if (ofOperator != null) {
            if (!ofOperator.matcher(value).matches()) {
              problems.add(key + ": cannot be '" + value + "'");
            }
          } else if (!named.contains(NAMED.matcher(key).replaceFirst("$1.*.$3"))) {
            problems.add(key + ": no such option" + NearestName.hint(key, options.keySet()));
          }
        });
    return problems;
  }

  private void add(Field field) {
    try {
      ConfigOption<?> option = (ConfigOption<?>) field.get(null);
      options.put(option.key(), option);
      for (FallbackKey other : option.fallbackKeys()) {
        if (!other.isDeprecated()) {
          options.put(other.getKey(), option);
        }
      }
      if (option.key().contains("<")) {
        named.add(option.key().replaceFirst("<\\w+>", "*"));
      } else if (field.getDeclaringClass() == MetricOptions.class
          && !option.key().startsWith("metrics.")) {
        named.add("metrics.reporter.*." + option.key());
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
