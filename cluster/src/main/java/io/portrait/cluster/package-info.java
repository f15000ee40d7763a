/**
 * Portrait as it runs on a cluster, on one machine: Flink, ZooKeeper, Kafka and Redis as processes
 * of their own, each of which can be killed, paused, cut off and started again. Tests use it to see
 * what survives, people to watch it.
 */
@NullMarked
package io.portrait.cluster;

import org.jspecify.annotations.NullMarked;
