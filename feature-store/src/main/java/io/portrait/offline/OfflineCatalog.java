package io.portrait.offline;

import com.google.common.base.Throwables;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.iceberg.util.Tasks;
import org.jspecify.annotations.Nullable;

/**
 * The Iceberg catalog, from properties as Iceberg names them ({@code type} or {@code catalog-impl},
 * {@code uri}, {@code warehouse}, ...). For one machine it is an SQLite file in the warehouse's own
 * directory, so that copying the directory's content takes everything along but its place.
 */
public final class OfflineCatalog {

  /** The name that Iceberg's tables show before their namespace. */
  private static final String NAME = "portrait";

  private static final String JDBC_SCHEME = "jdbc:";
  private static final String SQLITE_PREFIX = "jdbc:sqlite:";
  private static final String FILE_SCHEME = "file:";

  /** Two letters at least, so that a drive is none. */
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):");

  private OfflineCatalog() {}

  /**
   * The properties that an address stands for.
   *
   * @param address a directory, as a path or a {@code file:} URI, or the {@code http(s)://} address
   *     of an Iceberg REST catalog
   * @throws IllegalArgumentException if it is neither; one line
   */
  public static Map<String, String> at(String address) {
    if (address.isBlank()) {
      throw new IllegalArgumentException("the warehouse's address is empty");
    }
    Matcher scheme = SCHEME.matcher(address);
    if (!scheme.lookingAt()) {
      return local(path(address));
    }
    return switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
      case "file" -> local(pathOfUri(address));
      case "http", "https" ->
          Map.of(
              CatalogUtil.ICEBERG_CATALOG_TYPE,
              CatalogUtil.ICEBERG_CATALOG_TYPE_REST,
              CatalogProperties.URI,
              address);
      default ->
          throw new IllegalArgumentException(
              "warehouse "
                  + address
                  + ": neither a directory nor the http(s):// address of an Iceberg REST catalog");
    };
  }

  /** The properties of a catalog and warehouse in one directory, which need not exist yet. */
  public static Map<String, String> local(Path directory) {
    String absolute = directory.toAbsolutePath().normalize().toString();
    if (absolute.indexOf('?') >= 0) {
      // SQLite's driver takes what follows for settings.
      throw new IllegalArgumentException("warehouse " + absolute + ": the path contains a ?");
    }
    return Map.of(
        CatalogProperties.CATALOG_IMPL,
        "org.apache.iceberg.jdbc.JdbcCatalog",
        // Several writers share the file: a locked one is waited for, not an error.
        CatalogProperties.URI,
        SQLITE_PREFIX + absolute + "/catalog.db?busy_timeout=10000",
        "jdbc.schema-version",
        "V1",
        // As Hadoop's paths want it: a scheme, and the characters as they are.
        CatalogProperties.WAREHOUSE_LOCATION,
        FILE_SCHEME + absolute);
  }

  /**
   * Opens a catalog for writing; a local warehouse is created where it is missing.
   *
   * @return to be {@linkplain #close closed}
   * @throws IllegalArgumentException if a local warehouse cannot be created or written, or the
   *     properties make no catalog; one line
   */
  public static Catalog create(Map<String, String> properties) {
    Path file = localFile(properties);
    if (file != null) {
      Path directory = Objects.requireNonNull(file.getParent(), "an absolute path has a parent");
      try {
        Files.createDirectories(directory);
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "warehouse " + directory + ": cannot be created: " + reason(e), e);
      }
      if (!Files.isWritable(directory)) {
        throw new IllegalArgumentException("warehouse " + directory + ": cannot be written to");
      }
    }
    return load(properties);
  }

  /**
   * Opens a catalog that is there.
   *
   * @return to be {@linkplain #close closed}
   * @throws IllegalArgumentException if there is no local warehouse, or the properties make no
   *     catalog; one line
   */
  public static Catalog open(Map<String, String> properties) {
    Path file = localFile(properties);
    if (file != null && !Files.exists(file)) {
      throw new IllegalArgumentException("warehouse " + file.getParent() + ": there is none yet");
    }
    return load(properties);
  }

  /**
   * Builds the catalog without a look at the disk first: what a worker of the job does.
   *
   * @throws IllegalArgumentException if the properties make no catalog; one line
   */
  public static Catalog load(Map<String, String> properties) {
    if (properties.getOrDefault(CatalogProperties.URI, "").startsWith(JDBC_SCHEME)) {
      loadDrivers();
    }
    try {
      AtomicReference<Catalog> built = new AtomicReference<>();
      Tasks.foreach(properties)
          // Of two processes that lay out the same new database one trips over the other's tables.
          .onlyRetryOn(UncheckedSQLException.class)
          .retry(3)
          .exponentialBackoff(20, 200, 2_000, 2.0)
          .run(each -> built.set(CatalogUtil.buildIcebergCatalog(NAME, each, hadoop())));
      return Objects.requireNonNull(built.get());
    } catch (RuntimeException e) {
      String where =
          properties.getOrDefault(
              CatalogProperties.URI,
              properties.getOrDefault(CatalogProperties.WAREHOUSE_LOCATION, "without a uri"));
      throw new IllegalArgumentException("Iceberg catalog " + where + ": " + reason(e), e);
    }
  }

  /**
   * A driver makes itself known when its class is loaded. Java sees to that once in a process, for
   * whoever asks first; a class loader that comes later has to do it for its own.
   */
  private static void loadDrivers() {
    try {
      ServiceLoader.load(Driver.class, OfflineCatalog.class.getClassLoader()).forEach(driver -> {});
    } catch (ServiceConfigurationError unusable) {
      // If it is the one that is needed, connecting says so.
    }
  }

  /** What the installation says of Hadoop; {@link LocalFiles} where it says nothing of files. */
  private static Configuration hadoop() {
    Configuration configuration = new Configuration();
    configuration.setIfUnset("fs.file.impl", LocalFiles.class.getName());
    return configuration;
  }

  /** Closes a catalog's connections, where its kind has any. */
  public static void close(Catalog catalog) {
    if (catalog instanceof Closeable closeable) {
      try {
        closeable.close();
      } catch (IOException e) {
        throw new UncheckedIOException("Iceberg catalog: " + reason(e), e);
      }
    }
  }

  /** The catalog's SQLite file; null for every other kind of catalog. */
  private static @Nullable Path localFile(Map<String, String> properties) {
    String uri = properties.getOrDefault(CatalogProperties.URI, "");
    if (!uri.startsWith(SQLITE_PREFIX + "/")) {
      return null;
    }
    int settings = uri.indexOf('?');
    return Path.of(uri.substring(SQLITE_PREFIX.length(), settings < 0 ? uri.length() : settings));
  }

  private static Path path(String address) {
    try {
      return Path.of(address);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("warehouse " + address + ": " + e.getReason(), e);
    }
  }

  private static Path pathOfUri(String address) {
    try {
      return Path.of(URI.create(address));
    } catch (IllegalArgumentException e) {
      // Written by hand, with the characters as they are: file:/data/my warehouse
      return path(address.substring(FILE_SCHEME.length()).replaceFirst("^/+", "/"));
    }
  }

  /** What went wrong at the bottom, in one line. */
  private static String reason(Throwable thrown) {
    Throwable cause = Throwables.getRootCause(thrown);
    if (cause instanceof FileAlreadyExistsException) {
      return "a file is in its place";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElse("");
  }
}
