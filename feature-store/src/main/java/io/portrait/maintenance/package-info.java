/**
 * Keeping Iceberg's tables quick to read and bounded in size, beside a running job: small files
 * become large ones, snapshots expire, files of no snapshot go. Plain Iceberg, no Flink.
 */
@NullMarked
package io.portrait.maintenance;

import org.jspecify.annotations.NullMarked;
