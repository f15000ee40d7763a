package io.portrait.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.portrait.learning.Example;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels between operators and lies in their state is never left to Kryo. */
class TypesTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        Example.class,
        ModelRecord.class,
        OnlineKMeansModelData.class,
        LogisticRegressionModelData.class
      })
  void a_type_is_taken_apart_to_its_fields(Class<?> type) {
    TypeInformation<?> information = TypeInformation.of(type);

    assertThat(information).isInstanceOf(PojoTypeInfo.class);
    PojoTypeInfo<?> pojo = (PojoTypeInfo<?>) information;
    for (int i = 0; i < pojo.getArity(); i++) {
      assertThat((TypeInformation<?>) pojo.getTypeAt(i)).isNotInstanceOf(GenericTypeInfo.class);
    }
  }

  @Test
  void no_operator_of_the_stages_gives_or_takes_what_kryo_writes() {
    Configuration flink = new Configuration();
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
    StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    Table rows =
        GeneratedRows.table(env, tables, GeneratedRows::labelled, 10, 0, GeneratedRows.UNDISTURBED);
    for (Table scored :
        List.of(
            new OnlineKMeans().fit(rows).transform(rows)[0],
            new OnlineLogisticRegression().fit(rows).transform(rows)[0])) {
      tables.toDataStream(scored).map(Row::getArity).uid("arity-of-" + scored);
    }

    StreamGraph graph = env.getStreamGraph(false);
    Set<String> uids =
        graph.getStreamNodes().stream()
            .map(StreamNode::getTransformationUID)
            .filter(uid -> uid != null && uid.startsWith("online-"))
            .collect(Collectors.toSet());
    assertThat(uids)
        .contains(
            "online-kmeans-examples",
            "online-kmeans-learn",
            "online-kmeans-model-data",
            "online-kmeans-read-models",
            "online-kmeans-score",
            "online-logistic-regression-learn");
    assertThat(graph.getStreamNodes())
        .allSatisfy(
            node -> assertThat(node.getTypeSerializerOut()).isNotInstanceOf(KryoSerializer.class));
  }
}
