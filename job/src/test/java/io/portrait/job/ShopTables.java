package io.portrait.job;

import io.portrait.offline.OfflineCatalog;
import io.portrait.offline.OfflineReader;
import io.portrait.offline.OfflineTables;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.expressions.Expressions;

/** The tables that {@link ShopJob} leaves. */
final class ShopTables {

  private ShopTables() {}

  /** Every row of a table and how often it is there, write times aside. */
  static Map<String, Integer> rows(Path warehouse, String name) {
    Map<String, Integer> rows = new TreeMap<>();
    for (Map<String, Object> row : read(warehouse, name)) {
      Map<String, Object> kept = new TreeMap<>(row);
      kept.remove("known_at");
      kept.remove("rejected_at");
      kept.replaceAll(
          (column, value) -> value instanceof Map<?, ?> map ? new TreeMap<>(map) : value);
      if (kept.get("raw") instanceof byte[] raw) {
        kept.put("raw", new String(raw, StandardCharsets.ISO_8859_1));
      }
      rows.merge(kept.toString(), 1, Integer::sum);
    }
    return rows;
  }

  /** Every row of a table. */
  static List<Map<String, Object>> read(Path warehouse, String name) {
    Catalog catalog = OfflineCatalog.open(OfflineCatalog.local(warehouse));
    try {
      return OfflineReader.rows(
          catalog.loadTable(OfflineTables.identifier("shop", name)), Expressions.alwaysTrue());
    } finally {
      OfflineCatalog.close(catalog);
    }
  }
}
