package io.portrait.offline;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import io.portrait.definition.Column;
import io.portrait.definition.ColumnType;
import io.portrait.profile.ProfileSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * What the columns of the offline tables are (contract 5).
 *
 * <p>Names are those of {@link ProfileSchema} without the leading underscore, which only keeps the
 * fields of a row in Redis apart from the user's own; {@code _written_at} is {@code known_at} here.
 * A column that a definition file may ever take away is optional; null is null.
 */
public final class TableSchemas {

  /** The column of a day partition, as a table's metadata names it. */
  static final String AS_OF_DAY = "as_of_day";

  private TableSchemas() {}

  /** The current row of every user, identified by {@code user_id}. */
  public static Schema profiles(ProfileSchema profile) {
    Fields fields = new Fields();
    fields.requireObservation();
    fields.require("known_at", Types.TimestampType.withZone());
    fields.require("generation", Types.LongType.get());
    fields.require("events", Types.LongType.get(), "events");
    fields.require("definitions", Types.StringType.get());
    fields.require("status", Types.StringType.get());
    fields.allow(profile.computed());
    fields.allow("embedding", fields.listOf(Types.FloatType.get()));
    fields.allow("segment", Types.LongType.get());
    fields.allow("churn_probability", Types.DoubleType.get(), "probability");
    fields.allow("churn_reasons", fields.listOf(Types.StringType.get()));
    fields.allow("tags", fields.listOf(Types.StringType.get()));
    fields.allow("models", fields.mapOfLongs());
    fields.allow("partial_until", fields.mapOfLongs(), "ms");
    return fields.schema("user_id");
  }

  /** One row per active user per observation tick, and what was known of the user then. */
  public static Schema featureLog(ProfileSchema profile) {
    Fields fields = new Fields();
    fields.requireObservation();
    fields.requireProvenance();
    fields.allow(profile.computed());
    fields.allow("embedding", fields.listOf(Types.FloatType.get()));
    fields.allow("segment", Types.LongType.get());
    fields.allow("churn_probability", Types.DoubleType.get(), "probability");
    fields.allow("models", fields.mapOfLongs());
    fields.allow("tags", fields.listOf(Types.StringType.get()));
    return fields.schema();
  }

  /** Every record that was no event, with its raw bytes. */
  public static Schema rejectedEvents() {
    Fields fields = new Fields();
    fields.require("rejected_at", Types.TimestampType.withZone());
    fields.require("topic", Types.StringType.get());
    fields.require("partition", Types.IntegerType.get());
    fields.require("offset", Types.LongType.get());
    fields.require("reason", Types.StringType.get());
    fields.require("detail", Types.StringType.get());
    fields.require("raw", Types.BinaryType.get());
    return fields.schema();
  }

  /** One row per model per observation tick: what it knows, and how good it is. */
  public static Schema models() {
    Fields fields = new Fields();
    fields.require("name", Types.StringType.get());
    fields.require("version", Types.LongType.get());
    fields.require("as_of", Types.TimestampType.withZone());
    fields.requireProvenance();
    fields.require("parameters", Types.StringType.get(), "JSON");
    fields.require("metrics", fields.mapOf(Types.DoubleType.get()));
    return fields.schema();
  }

  /** One row per observed user whose label has matured, and what had been said of the user. */
  public static Schema labels() {
    Fields fields = new Fields();
    fields.requireObservation();
    fields.require("matured_at", Types.TimestampType.withZone());
    fields.requireProvenance();
    fields.require("churned", Types.BooleanType.get());
    fields.allow("probability", Types.DoubleType.get(), "probability");
    fields.allow("model_version", Types.LongType.get());
    return fields.schema();
  }

  /** One row per user and tick at which the user's segment was another than before. */
  public static Schema segmentChanges() {
    Fields fields = new Fields();
    fields.requireObservation();
    fields.requireProvenance();
    fields.allow("from_segment", Types.LongType.get());
    fields.require("to_segment", Types.LongType.get());
    fields.require("model_version", Types.LongType.get());
    return fields.schema();
  }

  /** One row per user and tick at which the user became likely to leave. */
  public static Schema churnAlerts() {
    Fields fields = new Fields();
    fields.requireObservation();
    fields.requireProvenance();
    fields.require("probability", Types.DoubleType.get(), "probability");
    fields.require("threshold", Types.DoubleType.get(), "probability");
    fields.require("model_version", Types.LongType.get());
    fields.require("reasons", fields.listOf(Types.StringType.get()));
    return fields.schema();
  }

  /** One row per erasure: whose, as a salted hash, until when it holds, and when it was done. */
  public static Schema erasures() {
    Fields fields = new Fields();
    fields.require("user_hash", Types.StringType.get());
    fields.require("erased_at", Types.TimestampType.withZone());
    fields.require("known_at", Types.TimestampType.withZone());
    fields.require("tombstone_until", Types.TimestampType.withZone());
    fields.require("generation", Types.LongType.get());
    fields.require("definitions", Types.StringType.get());
    return fields.schema();
  }

  /** By day of {@code as_of}. */
  static PartitionSpec byDayOfAsOf(Schema table) {
    return PartitionSpec.builderFor(table).day("as_of", AS_OF_DAY).build();
  }

  /** By day of {@code rejected_at}. */
  static PartitionSpec byDayOfRejection(Schema rejectedEvents) {
    return PartitionSpec.builderFor(rejectedEvents).day("rejected_at").build();
  }

  /** Fields in the order in which they are added, with ids that no two share. */
  private static final class Fields {

    private final List<Types.NestedField> fields = new ArrayList<>();
    private final Set<String> names = new LinkedHashSet<>(Set.of(AS_OF_DAY));
    private int lastId;

    /** Whose row it is, and of when. */
    void requireObservation() {
      require("user_id", Types.StringType.get());
      require("as_of", Types.TimestampType.withZone());
    }

    /** When it was known, and by what. */
    void requireProvenance() {
      require("known_at", Types.TimestampType.withZone());
      require("generation", Types.LongType.get());
      require("definitions", Types.StringType.get());
    }

    void require(String name, Type type) {
      require(name, type, "");
    }

    void require(String name, Type type, String unit) {
      claim(name);
      fields.add(required(++lastId, name, type, unit.isEmpty() ? null : unit));
    }

    void allow(String name, Type type) {
      allow(name, type, "");
    }

    void allow(String name, Type type, String unit) {
      claim(name);
      fields.add(optional(++lastId, name, type, unit.isEmpty() ? null : unit));
    }

    void allow(List<Column> columns) {
      for (Column column : columns) {
        allow(column.name(), of(column.type()), column.unit());
      }
    }

    private void claim(String name) {
      if (!names.add(name)) {
        throw new IllegalArgumentException(
            "column " + name + ": the offline tables have a column of that name already");
      }
    }

    private Type of(ColumnType type) {
      return switch (type) {
        case LONG -> Types.LongType.get();
        case DOUBLE -> Types.DoubleType.get();
        case STRING -> Types.StringType.get();
        case TIMESTAMP -> Types.TimestampType.withZone();
        case STRING_LIST -> listOf(Types.StringType.get());
        case LONG_MAP -> mapOfLongs();
      };
    }

    Type listOf(Type element) {
      return Types.ListType.ofRequired(++lastId, element);
    }

    Type mapOfLongs() {
      return mapOf(Types.LongType.get());
    }

    Type mapOf(Type value) {
      lastId += 2;
      return Types.MapType.ofRequired(lastId - 1, lastId, Types.StringType.get(), value);
    }

    Schema schema(String... identifiers) {
      Schema schema = new Schema(fields);
      Set<Integer> ids = new LinkedHashSet<>();
      for (String name : identifiers) {
        ids.add(schema.findField(name).fieldId());
      }
      return new Schema(fields, ids);
    }
  }
}
