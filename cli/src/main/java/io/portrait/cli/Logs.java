package io.portrait.cli;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/** Where log lines go: into a file of the data directory, never onto the console. */
final class Logs {

  private static final String FILE = "portrait.log";

  private Logs() {}

  /** The file that log lines go to. */
  static Path file(Path directory) {
    return directory.resolve(FILE);
  }

  /**
   * From now on logs into {@code portrait.log}, and at 20 MB into a new one; five old ones are
   * kept.
   *
   * @return the file
   */
  static Path to(Path directory) {
    Path file = file(directory);
    ConfigurationBuilder<BuiltConfiguration> builder =
        ConfigurationBuilderFactory.newConfigurationBuilder();
    builder.setStatusLevel(Level.OFF);
    // Log4j's own hook would stop logging while the embedded parts are still being stopped.
    builder.setShutdownHook("disable");
    builder.add(
        builder
            .newAppender("file", "RollingFile")
            .addAttribute("fileName", file.toString())
            .addAttribute("filePattern", directory.resolve("portrait.%i.log").toString())
            .add(
                builder
                    .newLayout("PatternLayout")
                    .addAttribute("pattern", "%d{ISO8601}{UTC}Z %-5p %c{1.} [%t] %m%n%ex"))
            .addComponent(
                builder
                    .newComponent("Policies")
                    .addComponent(
                        builder
                            .newComponent("SizeBasedTriggeringPolicy")
                            .addAttribute("size", "20MB")))
            .addComponent(
                builder.newComponent("DefaultRolloverStrategy").addAttribute("max", "5")));
    builder.add(builder.newLogger("io.portrait", Level.INFO));
    builder.add(builder.newLogger("org.apache.flink", Level.INFO));
    // Five lines a second about watermark alignment.
    builder.add(builder.newLogger("org.apache.flink.runtime.source.coordinator", Level.WARN));
    // A line a checkpoint about a gauge of Kafka's committer that Flink makes twice.
    builder.add(builder.newLogger("org.apache.flink.metrics.MetricGroup", Level.ERROR));
    // A trace about an optional library for metrics that nobody asked for.
    builder.add(
        builder.newLogger("org.apache.iceberg.flink.sink.IcebergStreamWriterMetrics", Level.ERROR));
    builder.add(builder.newRootLogger(Level.WARN).add(builder.newAppenderRef("file")));
    Configurator.reconfigure(builder.build());
    return file;
  }
}
