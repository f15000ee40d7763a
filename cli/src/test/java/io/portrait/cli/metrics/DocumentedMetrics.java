package io.portrait.cli.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of docs/metrics.md: every metric by its name, and its type as Prometheus knows it. */
public final class DocumentedMetrics {

  private static final Path PAGE = Path.of("../docs/metrics.md");
  private static final Pattern NAME = Pattern.compile("`([a-zA-Z0-9_…]+)`");

  private static final Map<String, String> PREFIXES =
      Map.of(
          "op_", "flink_taskmanager_job_task_operator_",
          "task_", "flink_taskmanager_job_task_",
          "jm_", "flink_jobmanager_job_");

  /** Ends of the series that one metric of Prometheus is. */
  private static final Pattern SERIES = Pattern.compile("_(bucket|sum|count)$");

  private static final String SPAN = "flink_taskmanager_job_task_operator_model_span_";

  private final Map<String, String> types = new TreeMap<>();

  private DocumentedMetrics() {}

  /** Reads the page. */
  public static DocumentedMetrics read() throws IOException {
    DocumentedMetrics metrics = new DocumentedMetrics();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("| `")) {
        metrics.add(line.split("\\|", -1));
      }
    }
    return metrics;
  }

  private void add(String[] cells) {
    Matcher names = NAME.matcher(cells[1]);
    while (names.find()) {
      types.put(full(names.group(1)), cells[2].strip());
    }
  }

  private static String full(String name) {
    for (Map.Entry<String, String> prefix : PREFIXES.entrySet()) {
      if (name.startsWith(prefix.getKey())) {
        return prefix.getValue() + name.substring(prefix.getKey().length());
      }
    }
    return name;
  }

  /** Names that begin so, each of one metric. */
  public List<String> names(String prefix) {
    return types.keySet().stream()
        .filter(name -> name.startsWith(prefix) && !name.endsWith("…"))
        .toList();
  }

  /** All names. */
  public List<String> names() {
    return names("");
  }

  /** Whether a metric, or a series of one, has its line. */
  public boolean has(String series) {
    String whole = SERIES.matcher(series).replaceFirst("");
    boolean isOverSpan =
        series.startsWith(SPAN) && types.containsKey(series.replace("_span_", "_"));
    return types.containsKey(series)
        || (!whole.equals(series) && !typeOf(whole).equals("gauge"))
        || isOverSpan
        || series.equals(SPAN + "days");
  }

  /**
   * The type that the page gives a metric; counters of Flink are gauges to Prometheus.
   *
   * @return gauge where it has no line
   */
  public String typeOf(String name) {
    String type = types.getOrDefault(name, "gauge").split(",", -1)[0];
    return type.equals("counter") && name.startsWith("flink_") ? "gauge" : type;
  }

  /** Metrics that a PromQL expression asks for. */
  public static List<String> in(String expression) {
    List<String> names = new ArrayList<>();
    Matcher matcher =
        Pattern.compile("\\b(flink|portrait|kube|certmanager)_[a-zA-Z0-9_]+")
            .matcher(expression.replaceAll("\"[^\"]*\"", "\"\""));
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }
}
