package io.portrait.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/** Every file that a table knows of: whatever else lies in its place belongs to no snapshot. */
public final class KnownFiles {

  private final Set<String> paths = new HashSet<>();
  private final Set<String> readManifests = new HashSet<>();

  /** Of all snapshots as they are now. */
  public static KnownFiles of(Table table) {
    table.refresh();
    KnownFiles known = new KnownFiles();
    known.add(ReachableFileUtil.metadataFileLocations(table, true));
    known.add(ReachableFileUtil.statisticsFilesLocations(table));
    known.add(ReachableFileUtil.manifestListLocations(table));
    known.add(Set.of(ReachableFileUtil.versionHintLocation(table)));
    table.snapshots().forEach(snapshot -> known.add(snapshot, table));
    return known;
  }

  /** Of the newest snapshot alone; none where there is none yet. */
  public static KnownFiles ofNewest(Table table) {
    KnownFiles known = new KnownFiles();
    @Nullable Snapshot newest = table.currentSnapshot();
    if (newest != null) {
      known.add(newest, table);
    }
    return known;
  }

  /** Whether a file is known, however its scheme is written. */
  public boolean contains(String location) {
    return paths.contains(path(location));
  }

  /** The path alone: a file system lists {@code file:/a} what a table calls {@code file:///a}. */
  public static String path(String location) {
    try {
      String path = URI.create(location).getPath();
      return path == null ? location : path;
    } catch (IllegalArgumentException e) {
      // A space, say: Hadoop's locations are not always URIs.
      return location.replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*:(//[^/]*)?", "");
    }
  }

  private void add(Iterable<String> locations) {
    locations.forEach(location -> paths.add(path(location)));
  }

  private void add(Snapshot snapshot, Table table) {
    for (ManifestFile manifest : snapshot.allManifests(table.io())) {
      if (readManifests.add(manifest.path())) {
        paths.add(path(manifest.path()));
        addFilesOf(manifest, table);
      }
    }
  }

  private void addFilesOf(ManifestFile manifest, Table table) {
    try (CloseableIterable<String> locations = filesOf(manifest, table)) {
      add(locations);
    } catch (IOException e) {
      throw new UncheckedIOException(manifest.path() + ": " + e.getMessage(), e);
    }
  }

  /** The live files of a manifest, as it calls them. */
  public static CloseableIterable<String> filesOf(ManifestFile manifest, Table table) {
    return manifest.content() == ManifestContent.DATA
        ? ManifestFiles.readPaths(manifest, table.io(), table.specs())
        : CloseableIterable.transform(
            ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs()),
            file -> file.location());
  }
}
