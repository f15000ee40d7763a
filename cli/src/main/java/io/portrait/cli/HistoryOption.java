package io.portrait.cli;

import io.portrait.cli.feed.History;
import io.portrait.cli.feed.MergedFiles;
import io.portrait.cli.feed.TableHistory;
import io.portrait.cli.status.Numbers;
import io.portrait.event.EventRules;
import io.portrait.offline.OfflineCatalog;
import io.portrait.yaml.NearestName;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.jspecify.annotations.Nullable;

/** Where a history lies: files, or a table. */
final class HistoryOption {

  private static final String ICEBERG = "iceberg:";

  private final List<Path> files;
  private final Optional<TableIdentifier> table;
  private final @Nullable String catalog;

  private HistoryOption(
      List<Path> files, Optional<TableIdentifier> table, @Nullable String catalog) {
    this.files = files;
    this.table = table;
    this.catalog = catalog;
  }

  /**
   * Reads what was given.
   *
   * @param from names and patterns of files, or one table
   * @param catalog of the table; null for the one that profiles go to
   * @throws Failure if there is no such file, or both are meant
   */
  static HistoryOption of(List<String> from, @Nullable String catalog) {
    boolean isTable = from.stream().anyMatch(each -> each.startsWith(ICEBERG));
    if (!isTable) {
      if (catalog != null) {
        throw Failure.wrongUse("--catalog: means something with --from iceberg:... only");
      }
      return new HistoryOption(
          from.stream().flatMap(each -> files(each).stream()).toList(), Optional.empty(), null);
    }
    if (from.size() > 1) {
      throw Failure.wrongUse("--from: files, or one table");
    }
    String name = from.get(0).substring(ICEBERG.length());
    if (!name.contains(".") || name.startsWith(".") || name.endsWith(".")) {
      throw Failure.wrongUse("--from: iceberg:NAMESPACE.TABLE, not '" + from.get(0) + "'");
    }
    return new HistoryOption(List.of(), Optional.of(TableIdentifier.parse(name)), catalog);
  }

  /** The file of that name, or those whose names match, by name. */
  private static List<Path> files(String given) {
    try {
      Path path = Path.of(given);
      if (Files.isRegularFile(path)) {
        return List.of(path);
      }
      if (Files.exists(path)) {
        throw Failure.because(given + " is a folder: name its files, such as " + given + "/*.gz");
      }
    } catch (InvalidPathException e) {
      // A pattern may hold what no path does.
    }
    List<Path> matching = matching(given);
    if (matching.isEmpty()) {
      throw Failure.because("no such file: " + given);
    }
    return matching;
  }

  private static List<Path> matching(String pattern) {
    int wild = pattern.replaceAll("[*?{\\[].*", "").lastIndexOf('/');
    Path folder = Path.of(wild < 0 ? "." : wild == 0 ? "/" : pattern.substring(0, wild));
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try {
      PathMatcher matcher =
          FileSystems.getDefault().getPathMatcher("glob:" + (wild < 0 ? "./" : "") + pattern);
      return Folders.files(folder, Integer.MAX_VALUE).stream().filter(matcher::matches).toList();
    } catch (IOException e) {
      throw Failure.because(folder + " cannot be read: " + Failure.reason(e), e);
    } catch (PatternSyntaxException e) {
      throw Failure.wrongUse("--from: " + pattern + " is no pattern: " + Failure.reason(e));
    }
  }

  /**
   * Opens the history; a table is brought into order first.
   *
   * @param memoryBytes the most that takes
   * @param until events at it and later are left out; null for all
   * @return to be closed
   * @throws Failure if it cannot be read
   */
  History open(
      Definitions definitions,
      Parts parts,
      DataDirectory directory,
      long memoryBytes,
      Console console,
      @Nullable Instant until) {
    EventRules rules = definitions.definition().events();
    try {
      List<Path> read = new ArrayList<>(files);
      if (table.isPresent()) {
        Map<String, String> properties =
            catalog == null ? parts.warehouse() : OfflineCatalog.at(catalog);
        read.add(inOrder(table.get(), properties, rules, directory, memoryBytes, console));
      }
      return new History(
          MergedFiles.open(read, rules),
          rules,
          until == null ? Long.MAX_VALUE : until.toEpochMilli());
    } catch (IOException e) {
      throw Failure.because(Failure.reason(e), e);
    } catch (IllegalArgumentException e) {
      throw Failure.wrongUse(Failure.reason(e));
    }
  }

  private static Path inOrder(
      TableIdentifier name,
      Map<String, String> properties,
      EventRules rules,
      DataDirectory directory,
      long memoryBytes,
      Console console)
      throws IOException {
    Catalog catalog = OfflineCatalog.open(properties);
    try {
      TableHistory history = new TableHistory(load(catalog, name), rules);
      Path folder = Files.createDirectories(directory.temporary().resolve("history"));
      return Progress.during(
          console,
          () -> "reading     " + Numbers.count(history.rows()) + " rows of " + name,
          () -> {
            try {
              return history.write(folder, memoryBytes);
            } catch (IOException e) {
              throw Failure.because("table " + name + ": " + Failure.reason(e), e);
            }
          });
    } finally {
      OfflineCatalog.close(catalog);
    }
  }

  private static Table load(Catalog catalog, TableIdentifier name) {
    try {
      return catalog.loadTable(name);
    } catch (NoSuchTableException e) {
      throw Failure.because("no table '" + name + "'" + nearest(catalog, name), e);
    }
  }

  private static String nearest(Catalog catalog, TableIdentifier name) {
    if (!(catalog instanceof SupportsNamespaces namespaces)) {
      return "";
    }
    List<String> tables = new ArrayList<>();
    for (Namespace namespace : namespaces.listNamespaces()) {
      catalog.listTables(namespace).forEach(table -> tables.add(table.toString()));
    }
    return NearestName.hint(name.toString(), tables);
  }
}
