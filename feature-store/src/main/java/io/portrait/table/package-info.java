/**
 * The files of Iceberg's tables: which there are, which rows of them count, and how they are
 * written anew while a job goes on writing to the table. Plain Iceberg, no Flink.
 */
@NullMarked
package io.portrait.table;

import org.jspecify.annotations.NullMarked;
