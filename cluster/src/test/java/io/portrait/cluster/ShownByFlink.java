package io.portrait.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Everything that a cluster shows of a job: the logs of all processes, and the REST API. */
final class ShownByFlink {

  private static final Pattern ID = Pattern.compile("\\b[0-9a-f]{32}\\b");

  private ShownByFlink() {}

  /** Texts by where they stand: a file, or a path of the API. */
  static Map<String, String> of(FlinkCluster flink, String job) throws IOException {
    Map<String, String> shown = new TreeMap<>();
    for (Path log : flink.logs()) {
      shown.put(log.toString(), Files.readString(log, StandardCharsets.UTF_8));
    }
    List<String> paths =
        new ArrayList<>(List.of("/config", "/jobmanager/config", "/jobs/overview"));
    for (String part :
        List.of(
            "",
            "/config",
            "/plan",
            "/exceptions",
            "/checkpoints",
            "/checkpoints/config",
            "/accumulators")) {
      paths.add("/jobs/" + job + part);
    }
    Matcher vertices = ID.matcher(flink.rest().get("/jobs/" + job));
    while (vertices.find()) {
      paths.add("/jobs/" + job + "/vertices/" + vertices.group());
    }
    for (String path : paths) {
      shown.put(path, flink.rest().get(path));
    }
    return shown;
  }
}
