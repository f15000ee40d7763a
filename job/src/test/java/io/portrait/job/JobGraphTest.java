package io.portrait.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.definition.DefinitionFile;
import io.portrait.embedding.EmbeddingSettings;
import io.portrait.offline.OfflineCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobGraphTest {

  private static final String DEFINITION =
      """
      project: test
      features: [{name: views, types: [view], aggregate: count, windows: [1h]}]
      segments: {count: 2, features: [views_1h]}
      churn: {activity: [view], horizon: 7d, features: [views_1h]}
      """;

  @TempDir Path warehouse;

  @Test
  void the_job_has_exactly_the_uids_of_the_golden_list() throws Exception {
    List<String> golden = Files.readAllLines(Path.of("../savepoints/uids.txt"));

    assertThat(nodes().map(StreamNode::getTransformationUID).filter(Objects::nonNull).sorted())
        .containsExactlyElementsOf(golden);
  }

  @Test
  void nothing_of_ours_travels_by_kryo() {
    assertThat(nodes().filter(node -> node.getTypeSerializerOut() instanceof KryoSerializer))
        .extracting(StreamNode::getOperatorName)
        // Iceberg's own: what its writers tell its committers.
        .allMatch(name -> name.contains("Iceberg"));
  }

  private Stream<StreamNode> nodes() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2);
    ProfileJob.draw(
        env,
        new JobConfig(
            DefinitionFile.parse(DEFINITION, "test"),
            DEFINITION,
            new JobConfig.Kafka(
                "localhost:1", "user-events", "portrait", false, "alerts", "changes", Map.of()),
            new JobConfig.Redis("redis://localhost:1", "", ""),
            OfflineCatalog.local(warehouse),
            EmbeddingSettings.DEFAULT,
            Map.of(),
            0));
    return env.getStreamGraph(false).getStreamNodes().stream();
  }
}
