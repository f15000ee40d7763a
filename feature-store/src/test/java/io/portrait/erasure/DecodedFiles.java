package io.portrait.erasure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.shaded.org.apache.avro.file.DataFileReader;
import org.apache.iceberg.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.iceberg.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.shaded.org.apache.parquet.example.data.Group;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.example.GroupReadSupport;

/**
 * A grep that sees through compression, without Iceberg: all bytes of all files below a folder, and
 * all that Parquet and Avro files hold by their own schema.
 */
public final class DecodedFiles {

  private DecodedFiles() {}

  /** The files below a folder, relative to it, in which a text stands. */
  public static List<String> holding(Path folder, String text) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> holds(file, text))
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      String name = file.getFileName().toString();
      if (contains(Files.readAllBytes(file), text)) {
        return true;
      }
      return name.endsWith(".parquet")
          ? parquetHolds(file, text)
          : name.endsWith(".avro") && avroHolds(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /** Whether bytes have a text in UTF-8. */
  public static boolean contains(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .contains(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
  }

  private static boolean parquetHolds(Path file, String text) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), path).withConf(new Configuration()).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        ByteArrayOutputStream values = new ByteArrayOutputStream();
        gather(row, values);
        if (contains(values.toByteArray(), text)) {
          return true;
        }
      }
      return false;
    }
  }

  private static void gather(Group row, ByteArrayOutputStream values) {
    for (int field = 0; field < row.getType().getFieldCount(); field++) {
      for (int i = 0; i < row.getFieldRepetitionCount(field); i++) {
        if (!row.getType().getType(field).isPrimitive()) {
          gather(row.getGroup(field, i), values);
        } else if (row.getType()
            .getType(field)
            .asPrimitiveType()
            .getPrimitiveTypeName()
            .name()
            .equals("BINARY")) {
          values.writeBytes(row.getBinary(field, i).getBytes());
          values.write(0);
        }
      }
    }
  }

  private static boolean avroHolds(Path file, String text) throws IOException {
    try (DataFileReader<GenericRecord> entries =
        new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
      for (GenericRecord entry : entries) {
        if (valueHolds(entry, text)) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean valueHolds(Object value, String text) {
    if (value instanceof GenericRecord record) {
      return record.getSchema().getFields().stream()
          .anyMatch(field -> valueHolds(record.get(field.pos()), text));
    }
    if (value instanceof Collection<?> values) {
      return values.stream().anyMatch(each -> valueHolds(each, text));
    }
    if (value instanceof Map<?, ?> map) {
      return valueHolds(map.values(), text);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return contains(bytes, text);
    }
    return value instanceof CharSequence characters && characters.toString().contains(text);
  }
}
