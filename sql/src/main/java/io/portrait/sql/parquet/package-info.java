/**
 * The format {@code portrait-parquet}: files of Flink's {@code filesystem} connector, written only.
 */
@NullMarked
package io.portrait.sql.parquet;

import org.jspecify.annotations.NullMarked;
