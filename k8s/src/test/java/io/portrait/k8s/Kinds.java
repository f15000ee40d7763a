package io.portrait.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.certmanager.api.model.v1.ClusterIssuer;
import io.fabric8.certmanager.api.model.v1.Issuer;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The kinds that manifests may use, each held to its definition. */
final class Kinds {

  private static final String FLINK = "flink.apache.org/v1beta1 FlinkDeployment";

  /** By apiVersion and kind, as the API server finds them. */
  private static final Map<String, Class<?>> MODELS =
      Map.ofEntries(
          Map.entry("v1 Namespace", V1Namespace.class),
          Map.entry("v1 ConfigMap", V1ConfigMap.class),
          Map.entry("v1 Service", V1Service.class),
          Map.entry("v1 ServiceAccount", V1ServiceAccount.class),
          Map.entry("v1 PersistentVolumeClaim", V1PersistentVolumeClaim.class),
          Map.entry("apps/v1 Deployment", V1Deployment.class),
          Map.entry("batch/v1 CronJob", V1CronJob.class),
          Map.entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class),
          Map.entry("rbac.authorization.k8s.io/v1 Role", V1Role.class),
          Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", V1RoleBinding.class),
          Map.entry("cert-manager.io/v1 Certificate", Certificate.class),
          Map.entry("cert-manager.io/v1 Issuer", Issuer.class),
          Map.entry("cert-manager.io/v1 ClusterIssuer", ClusterIssuer.class));

  /** Checked where they are written, with what reads them: see {@code k8s/monitoring}. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "monitoring.coreos.com/v1 PodMonitor",
          "monitoring.coreos.com/v1 ServiceMonitor",
          "monitoring.coreos.com/v1 PrometheusRule");

  private final FlinkDeploymentSchema flink = new FlinkDeploymentSchema();

  /** What is wrong with a resource: nothing, or a line a problem. */
  List<String> problems(JsonNode resource) {
    Problems problems = new Problems();
    String kind = kind(resource);
    Class<?> model = MODELS.get(kind);
    if (model != null) {
      new ModelShape(problems).check(Rendered.kind(resource), resource, model);
    } else if (kind.equals(FLINK)) {
      flink.check(resource, problems);
      new ModelShape(problems).check("metadata", resource.path("metadata"), V1ObjectMeta.class);
    } else if (!isCheckedElsewhere(resource)) {
      problems.add(Rendered.nameOf(resource), "no kind '" + kind + "'");
    }
    if (Rendered.nameOf(resource).isEmpty()) {
      problems.add(kind, "has no name");
    }
    return problems.list();
  }

  static boolean isCheckedElsewhere(JsonNode resource) {
    return ELSEWHERE.contains(kind(resource));
  }

  private static String kind(JsonNode resource) {
    return resource.path("apiVersion").asText() + " " + Rendered.kind(resource);
  }
}
