package io.portrait.job.sink;

import io.portrait.offline.OfflineCatalog;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.flink.CatalogLoader;

/** Opens, on whatever worker it comes to, the catalog that its properties describe. */
public final class IcebergCatalogLoader implements CatalogLoader {

  private static final long serialVersionUID = 1L;

  private final HashMap<String, String> properties;

  /** Over catalog properties as Iceberg names them. */
  public IcebergCatalogLoader(Map<String, String> properties) {
    this.properties = new HashMap<>(properties);
  }

  @Override
  public Catalog loadCatalog() {
    return OfflineCatalog.load(properties);
  }

  /** Iceberg's way to ask for a copy. */
  @Override
  public CatalogLoader clone() {
    return new IcebergCatalogLoader(properties);
  }

  /** Leaves the properties out: they may hold a token. */
  @Override
  public String toString() {
    return "IcebergCatalogLoader";
  }
}
