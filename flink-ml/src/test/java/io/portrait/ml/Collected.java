package io.portrait.ml;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.Table;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** What a job gives, run to its end. */
@SuppressWarnings("try") // close may be interrupted: then the test fails
final class Collected {

  private Collected() {}

  static List<Row> rows(Table table) throws Exception {
    try (CloseableIterator<Row> rows = table.execute().collect()) {
      return list(rows);
    }
  }

  static <T> List<T> elements(DataStream<T> stream) throws Exception {
    try (CloseableIterator<T> elements = stream.executeAndCollect()) {
      return list(elements);
    }
  }

  private static <T> List<T> list(CloseableIterator<T> elements) {
    List<T> list = new ArrayList<>();
    elements.forEachRemaining(list::add);
    return list;
  }
}
