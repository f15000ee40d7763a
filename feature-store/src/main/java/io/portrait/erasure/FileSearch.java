package io.portrait.erasure;

import io.portrait.table.KnownFiles;
import io.portrait.table.TableRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Looks for users in single files of a table, whether a snapshot has them or not: in their bytes,
 * where footers and indexes lie bare, and in what they hold once decoded: every value of rows and
 * deletes, the bounds in manifests and their lists, of former files too.
 *
 * <p>An id of fewer than {@value Mentions#LONG_BYTES} bytes may stand in other columns by chance:
 * it is looked for where users are named. So are users of whom only hashes are known.
 */
final class FileSearch {

  private static final int DATA_FILE = 2;

  private final Table table;
  private final RowRule rule;
  private final Mentions mentions;
  private final ByteSearch byteSearch;
  private final Supplier<KnownFiles> live;
  private final Schema rows;

  /**
   * A search in a table's files.
   *
   * @param live asked seldom: files that the table has, which are searched themselves: what a
   *     manifest says of them can only be what they hold
   */
  FileSearch(Table table, RowRule rule, ErasedUsers users, Supplier<KnownFiles> live) {
    this.table = table;
    this.rule = rule;
    this.live = live;
    mentions = new Mentions(users.ids().orElse(Set.of()));
    byteSearch = new ByteSearch(users.ids().orElse(Set.of()));
    // Delete files and files of before a column was added have fewer columns.
    List<Types.NestedField> columns = new ArrayList<>();
    table.schema().columns().forEach(column -> columns.add(column.asOptional()));
    rows = new Schema(columns);
  }

  /**
   * Whether a file holds a user.
   *
   * @return empty where it cannot be read as what its name says it is
   */
  Optional<Boolean> holdsUsers(String location) {
    InputFile file = table.io().newInputFile(location);
    try {
      boolean found =
          bytesHoldUsers(file)
              || (location.endsWith(".parquet") && rowsHoldUsers(file))
              || (location.endsWith(".avro") && boundsHoldUsers(file, isList(location)));
      return Optional.of(found);
    } catch (IOException | RuntimeException e) {
      // A job at work takes files away, too.
      return file.exists() ? Optional.empty() : Optional.of(false);
    }
  }

  private static boolean isList(String location) {
    return location.substring(location.lastIndexOf('/') + 1).startsWith("snap-");
  }

  private boolean bytesHoldUsers(InputFile file) throws IOException {
    try (InputStream bytes = file.newStream()) {
      return byteSearch.holds(bytes);
    }
  }

  private boolean rowsHoldUsers(InputFile file) throws IOException {
    try (CloseableIterable<Record> records = TableRows.open(FileFormat.PARQUET, file, rows)) {
      for (Record row : records) {
        if (isConcerned(row) || valueHoldsUsers(row)) {
          return true;
        }
      }
      return false;
    }
  }

  private boolean isConcerned(Record row) {
    boolean isRow = rule.columns().stream().allMatch(column -> row.getField(column) != null);
    if (isRow) {
      return rule.concerns(row);
    }
    // A delete file has the user id alone; one by position has nothing of the table's.
    return rule.columns().contains(RowsOfUsers.USER_ID)
        && row.getField(RowsOfUsers.USER_ID) instanceof String user
        && rule.isNamed(user);
  }

  private boolean boundsHoldUsers(InputFile file, boolean isList) throws IOException {
    Schema wanted =
        isList
            ? ManifestFile.schema()
            : new Schema(
                Types.NestedField.optional(
                    DATA_FILE,
                    "data_file",
                    Types.StructType.of(
                        DataFile.FILE_PATH, DataFile.LOWER_BOUNDS, DataFile.UPPER_BOUNDS)));
    try (CloseableIterable<Record> entries = TableRows.open(FileFormat.AVRO, file, wanted)) {
      for (Record entry : entries) {
        if (valueHoldsUsers(entry) || (!isList && tellsOfFormer(entry))) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Whether an entry of a manifest has bounds of a file that is not the table's, and names a user.
   */
  private boolean tellsOfFormer(Record entry) {
    return entry.get(0) instanceof Record file
        && !live.get().contains(String.valueOf(file.getField(DataFile.FILE_PATH.name())))
        && Stream.of(DataFile.LOWER_BOUNDS, DataFile.UPPER_BOUNDS)
            .map(bounds -> file.getField(bounds.name()))
            .filter(Map.class::isInstance)
            .flatMap(bounds -> ((Map<?, ?>) bounds).values().stream())
            .anyMatch(bound -> mentions.areBound(bytes((ByteBuffer) bound)));
  }

  private boolean valueHoldsUsers(@Nullable Object value) {
    if (value instanceof CharSequence text) {
      return mentions.inBytes(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    if (value instanceof ByteBuffer buffer) {
      return mentions.inBytes(bytes(buffer));
    }
    if (value instanceof Collection<?> values) {
      return values.stream().anyMatch(this::valueHoldsUsers);
    }
    if (value instanceof Map<?, ?> map) {
      return valueHoldsUsers(map.keySet()) || valueHoldsUsers(map.values());
    }
    if (value instanceof StructLike struct) {
      for (int i = 0; i < struct.size(); i++) {
        if (valueHoldsUsers(struct.get(i, Object.class))) {
          return true;
        }
      }
    }
    return false;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
