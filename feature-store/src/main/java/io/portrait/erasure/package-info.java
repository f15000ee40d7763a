/**
 * Erasing users from history: Iceberg's tables are rewritten without them, snapshots that still
 * hold them expire, and what lies there afterwards is searched. Plain Iceberg, no Flink; what the
 * job does with an erased user is the job's.
 */
@NullMarked
package io.portrait.erasure;

import org.jspecify.annotations.NullMarked;
