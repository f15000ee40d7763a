package io.portrait.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is named is there: accounts, volumes, ports, the pods that a selector means. */
class ReferencesTest {

  @ParameterizedTest
  @MethodSource("io.portrait.k8s.Rendered#overlays")
  void everySelectorMeansAPod(Rendered overlay) {
    List<PodSpecs> pods = PodSpecs.of(overlay);
    List<JsonNode> selectors = new ArrayList<>();
    overlay.ofKind("Service").forEach(service -> selectors.add(service.at("/spec/selector")));
    overlay
        .ofKind("PodDisruptionBudget")
        .forEach(budget -> selectors.add(budget.at("/spec/selector/matchLabels")));
    overlay
        .ofKind("NetworkPolicy")
        .forEach(
            policy -> {
              selectors.add(policy.at("/spec/podSelector/matchLabels"));
              for (String direction : List.of("ingress/from", "egress/to")) {
                String[] names = direction.split("/", -1);
                PodSpecs.elements(policy.path("spec").path(names[0]))
                    .flatMap(rule -> PodSpecs.elements(rule.path(names[1])))
                    .filter(peer -> peer.has("podSelector") && !peer.has("namespaceSelector"))
                    .forEach(peer -> selectors.add(peer.at("/podSelector/matchLabels")));
              }
            });
    assertThat(selectors).isNotEmpty();
    for (JsonNode selector : selectors) {
      assertThat(pods)
          .as(selector.toString())
          .anyMatch(
              pod ->
                  selector.properties().stream()
                      .allMatch(
                          label ->
                              label.getValue().asText().equals(pod.labels().get(label.getKey()))));
    }
  }

  @ParameterizedTest
  @MethodSource("io.portrait.k8s.Rendered#overlays")
  void everyDeploymentSelectsItsOwnPods(Rendered overlay) {
    overlay
        .ofKind("Deployment")
        .forEach(
            deployment ->
                assertThat(deployment.at("/spec/template/metadata/labels").properties())
                    .containsAll(deployment.at("/spec/selector/matchLabels").properties()));
  }

  @ParameterizedTest
  @MethodSource("io.portrait.k8s.Rendered#overlays")
  void everyAccountAndClaimAndConfigMapIsThere(Rendered overlay) {
    Set<String> accounts = names(overlay, "ServiceAccount");
    Set<String> claims = names(overlay, "PersistentVolumeClaim");
    Set<String> configMaps = names(overlay, "ConfigMap");
    for (PodSpecs pod : PodSpecs.of(overlay)) {
      if (pod.isOurs()) {
        assertThat(accounts).contains(pod.spec().path("serviceAccountName").asText());
      }
      pod.volumes()
          // Flink makes its own.
          .filter(volume -> !volume.path("name").asText().startsWith("flink-config"))
          .filter(volume -> !volume.path("name").asText().startsWith("pod-template"))
          .forEach(
              volume -> {
                if (volume.has("persistentVolumeClaim")) {
                  assertThat(claims)
                      .contains(volume.at("/persistentVolumeClaim/claimName").asText());
                }
                if (volume.has("configMap") && !volume.at("/configMap/optional").asBoolean()) {
                  assertThat(configMaps).contains(volume.at("/configMap/name").asText());
                }
              });
    }
    overlay
        .ofKind("RoleBinding")
        .forEach(
            binding -> {
              assertThat(names(overlay, "Role")).contains(binding.at("/roleRef/name").asText());
              assertThat(accounts).contains(binding.at("/subjects/0/name").asText());
              assertThat(binding.at("/subjects/0/namespace"))
                  .isEqualTo(binding.at("/metadata/namespace"));
            });
  }

  /** Secrets come from elsewhere: the README says how each is made, with its keys. */
  @ParameterizedTest
  @MethodSource("io.portrait.k8s.Rendered#overlays")
  void everySecretIsInTheReadme(Rendered overlay) {
    String readme = Rendered.read(Rendered.HOME.resolve("README.md"));
    Set<String> made =
        overlay
            .ofKind("Certificate")
            .map(certificate -> certificate.at("/spec/secretName").asText())
            .collect(Collectors.toCollection(TreeSet::new));
    for (Map.Entry<String, String> secret : secrets(overlay)) {
      if (!made.contains(secret.getKey())) {
        assertThat(readme.lines())
            .as(secret + " in README.md")
            .anyMatch(
                line ->
                    line.contains("secret generic " + secret.getKey() + " ")
                        && line.contains("=" + secret.getValue() + "="));
      }
    }
  }

  private static Set<Map.Entry<String, String>> secrets(Rendered overlay) {
    Set<Map.Entry<String, String>> secrets = new java.util.LinkedHashSet<>();
    for (PodSpecs pod : PodSpecs.of(overlay)) {
      for (JsonNode variable :
          pod.containers().flatMap(c -> PodSpecs.elements(c.path("env"))).toList()) {
        JsonNode reference = variable.at("/valueFrom/secretKeyRef");
        if (!reference.isMissingNode()) {
          secrets.add(Map.entry(reference.path("name").asText(), reference.path("key").asText()));
        }
      }
      for (JsonNode source :
          pod.volumes().flatMap(v -> PodSpecs.elements(v.at("/projected/sources"))).toList()) {
        PodSpecs.elements(source.at("/secret/items"))
            .forEach(
                item ->
                    secrets.add(
                        Map.entry(source.at("/secret/name").asText(), item.path("key").asText())));
      }
    }
    assertThat(secrets).isNotEmpty();
    return secrets;
  }

  @ParameterizedTest
  @MethodSource("io.portrait.k8s.Rendered#overlays")
  void everyMountHasItsVolumeAndEveryPortItsName(Rendered overlay) {
    for (PodSpecs pod : PodSpecs.of(overlay)) {
      Set<String> volumes =
          pod.volumes().map(volume -> volume.path("name").asText()).collect(Collectors.toSet());
      for (JsonNode container : pod.containers().toList()) {
        Set<String> ports = new TreeSet<>();
        PodSpecs.elements(container.path("ports"))
            .forEach(
                port -> {
                  ports.add(port.path("name").asText());
                  ports.add(port.path("containerPort").asText());
                });
        Set<String> mounts = new TreeSet<>();
        PodSpecs.elements(container.path("volumeMounts"))
            .forEach(
                mount -> {
                  assertThat(volumes).contains(mount.path("name").asText());
                  assertThat(mounts.add(mount.path("mountPath").asText())).as("twice").isTrue();
                });
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
          JsonNode port = container.has(probe) ? container.path(probe).findValue("port") : null;
          if (port != null) {
            assertThat(ports).as(pod + " " + probe).contains(port.asText());
          }
        }
      }
    }
    overlay
        .ofKind("Service")
        .forEach(
            service ->
                assertThat(PodSpecs.of(overlay))
                    .as(Rendered.nameOf(service))
                    .anyMatch(
                        pod ->
                            pod.spec()
                                .toString()
                                .contains("\"name\":" + service.at("/spec/ports/0/targetPort"))));
  }

  /** Everything but the namespace itself lies in it, and has Portrait's label. */
  @ParameterizedTest
  @MethodSource("io.portrait.k8s.Rendered#overlays")
  void everythingLiesInOneNamespace(Rendered overlay) {
    JsonNode namespace = overlay.ofKind("Namespace").findFirst().orElseThrow();
    assertThat(namespace.at("/metadata/labels/pod-security.kubernetes.io~1enforce").asText())
        .isEqualTo("restricted");
    overlay.resources().stream()
        .filter(resource -> !Rendered.kind(resource).equals("Namespace"))
        .forEach(
            resource ->
                assertThat(resource.at("/metadata/namespace").asText())
                    .as(Rendered.nameOf(resource))
                    .isEqualTo(Rendered.nameOf(namespace)));
  }

  private static Set<String> names(Rendered overlay, String kind) {
    return overlay.ofKind(kind).map(Rendered::nameOf).collect(Collectors.toSet());
  }
}
