package io.portrait.benchmark.training;

import io.portrait.query.QueryEngine;
import io.portrait.query.Sql;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads columns of Parquet files and does nothing with them but to add up a hash, so that every
 * value has to be looked at: what no training set can do without.
 */
public final class BareScan {

  private BareScan() {}

  /** In a process of its own: a working folder, columns with commas between them, files. */
  public static void main(String[] arguments) {
    List<String> files = Arrays.asList(arguments).subList(2, arguments.length);
    String columns =
        Arrays.stream(arguments[1].split(","))
            .map(column -> "bit_xor(hash(" + Sql.name(column) + "))")
            .collect(Collectors.joining(", "));
    try (QueryEngine engine = QueryEngine.open(Path.of(arguments[0]), 4L << 30)) {
      System.out.println(
          engine.rows(
              "SELECT count(*), "
                  + columns
                  + " FROM read_parquet("
                  + files.stream().map(Sql::text).collect(Collectors.joining(", ", "[", "]"))
                  + ", hive_partitioning = false)"));
    }
  }
}
