package io.portrait.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every manifest fits its kind; and what does not fit is noticed. */
class KindsTest {

  private static final Kinds KINDS = new Kinds();

  @ParameterizedTest
  @MethodSource("io.portrait.k8s.Rendered#all")
  void everyResourceFitsItsKind(Rendered rendered) {
    List<String> problems = new ArrayList<>();
    for (ObjectNode resource : rendered.resources()) {
      problems.addAll(KINDS.problems(resource));
    }
    assertThat(problems).isEmpty();
    assertThat(rendered.resources()).isNotEmpty();
  }

  /** A wrong value in the place of a right one; strings as JSON. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "FlinkDeployment | /spec/jobManager/replicas | \"two\" | replicas",
        "FlinkDeployment | /spec/job/upgradeMode | \"savepoints\" | upgradeMode",
        "FlinkDeployment | /spec/flinkVersion | \"v1_99\" | flinkVersion",
        "FlinkDeployment | /spec/flinkConfiguration/pipeline.max-parallelism | 720 |"
            + " max-parallelism",
        "FlinkDeployment | /spec/taskManager/podTemplate/spec/containers/0/env/0/value | 1 | value",
        "FlinkDeployment | /spec/podTemplate/spec/securityContext/runAsNonRoot | \"yes\" |"
            + " runAsNonRoot",
        "FlinkDeployment | /metadata/labels | [] | labels",
        "Deployment | /spec/replicas | \"2\" | replicas",
        "Deployment | /spec/template/spec/containers/0/env/1/value | 5 | value",
        "Deployment | /spec/template/spec/containers/0/resources/limits/memory | \"lots\" | memory",
        "CronJob | /spec/jobTemplate/spec/backoffLimit | \"none\" | backoffLimit",
        "NetworkPolicy | /spec/policyTypes | \"Ingress\" | policyTypes",
        "Certificate | /spec/dnsNames | \"portrait\" | dnsNames",
        "PodDisruptionBudget | /apiVersion | \"policy/v9\" | no kind",
      })
  void aWrongTypeIsNoticed(String kind, String place, String value, String told) throws Exception {
    ObjectNode resource = first(kind);
    int slash = place.lastIndexOf('/');
    JsonNode holder = resource.at(place.substring(0, slash));
    assertThat(holder.isObject()).as(place).isTrue();
    ((ObjectNode) holder).set(place.substring(slash + 1), new ObjectMapper().readTree(value));

    assertThat(KINDS.problems(resource)).anyMatch(problem -> problem.contains(told));
  }

  /** Wherever in whatever resource it stands: some thousand places. */
  @Test
  void anUnknownFieldIsNoticedInEveryPlace() {
    int tried = 0;
    for (Rendered rendered : Rendered.all().toList()) {
      for (ObjectNode resource : rendered.resources()) {
        if (Kinds.isCheckedElsewhere(resource)) {
          continue;
        }
        List<ObjectNode> places = new ArrayList<>();
        collect(resource, "", places);
        for (ObjectNode place : places) {
          place.putObject("unknownField").put("of", 1);
          assertThat(KINDS.problems(resource)).as(resource + " at " + place).isNotEmpty();
          place.remove("unknownField");
          tried++;
        }
      }
    }
    assertThat(tried).isGreaterThan(1_000);
  }

  @Test
  void aMissingRequiredFieldIsNoticed() {
    ObjectNode resource = first("Deployment");
    ((ObjectNode) resource.get("spec")).remove("selector");
    assertThat(KINDS.problems(resource)).containsExactly("Deployment.spec: 'selector' is missing");
  }

  private static ObjectNode first(String kind) {
    return Rendered.of("production").ofKind(kind).findFirst().orElseThrow();
  }

  /** Objects whose fields have names that the kind gives, not the user: labels and the like. */
  private static void collect(JsonNode node, String name, List<ObjectNode> places) {
    if (node instanceof ObjectNode object) {
      boolean isFree =
          (List.of("emptyDir", "selfSigned").contains(name) && object.isEmpty())
              || List.of("labels", "matchLabels", "annotations", "data", "flinkConfiguration")
                  .contains(name)
              || List.of("limits", "requests").contains(name)
              || (name.equals("selector") && !object.has("matchLabels"));
      if (!isFree) {
        places.add(object);
      }
      object.properties().forEach(entry -> collect(entry.getValue(), entry.getKey(), places));
    } else if (node instanceof ArrayNode array) {
      array.forEach(element -> collect(element, name, places));
    }
  }
}
