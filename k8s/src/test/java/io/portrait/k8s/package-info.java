/**
 * Manifests and images held to what they name, without a cluster: fields to the kinds that
 * Kubernetes, the Flink operator and cert-manager know, keys to Flink's options, pods to what Flink
 * makes of them, files and classes to what the images hold.
 */
@NullMarked
package io.portrait.k8s;

import org.jspecify.annotations.NullMarked;
