package io.portrait.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.portrait.client.ColumnStatus;
import io.portrait.client.Profile;
import io.portrait.profile.RowVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Profiles as JSON: {@code user_id} and the columns as {@link io.portrait.profile.ProfileJson} has
 * them, so that one reader reads {@code portrait get --json}, {@code replay --export} and this;
 * then what only a reader knows:
 *
 * <ul>
 *   <li>{@code _outcome}: {@code FOUND}, {@code NOT_FOUND}, {@code ERASED} or {@code ERROR}; only
 *       the first comes with columns, only the last with {@code _error}.
 *   <li>{@code _column_status}: of each column that is not {@code PRESENT}, why.
 *   <li>{@code _version}: 42 hex digits, as {@code FORMAT.md} has it; the greater text is newer.
 *   <li>{@code _age_ms}: since {@code _as_of}, when it was read.
 * </ul>
 */
final class ProfileWriter {

  private static final JsonFactory JSON = new JsonFactory();
  private static final HexFormat HEX = HexFormat.of();
  private static final String FORMAT = "01";

  private ProfileWriter() {}

  /** Writes an object. */
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** JSON as bytes. */
  static byte[] bytes(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no disk, no network under it
    }
    return bytes.toByteArray();
  }

  /** Writes a profile as one object. */
  static void write(JsonGenerator json, Profile profile) throws IOException {
    json.writeStartObject();
    json.writeStringField("user_id", profile.userId());
    json.writeStringField("_outcome", Outcome.of(profile).name());
    if (!profile.error().isEmpty()) {
      json.writeStringField("_error", profile.error());
    }
    Optional<RowVersion> version = profile.version();
    if (version.isPresent()) {
      for (String column : profile.columns()) {
        json.writeFieldName(column);
        writeValue(json, profile.value(column));
      }
      writeStatuses(json, profile);
      json.writeStringField("_version", hex(version.get()));
      json.writeNumberField("_age_ms", age(profile));
    }
    json.writeEndObject();
  }

  /** Writes what becomes of an id that no user can have. */
  static void writeImpossible(JsonGenerator json, String userId) throws IOException {
    json.writeStartObject();
    json.writeStringField("user_id", userId);
    json.writeStringField("_outcome", Outcome.ERROR.name());
    json.writeStringField("_error", UserIds.RULE);
    json.writeEndObject();
  }

  private static void writeStatuses(JsonGenerator json, Profile profile) throws IOException {
    json.writeObjectFieldStart("_column_status");
    for (String column : profile.columns()) {
      ColumnStatus status = profile.status(column);
      if (status != ColumnStatus.PRESENT) {
        json.writeStringField(column, status.name());
      }
    }
    json.writeEndObject();
  }

  private static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof String text) {
      json.writeString(text);
    } else if (value instanceof Instant time) {
      json.writeNumber(time.toEpochMilli());
    } else if (value instanceof List<?> texts) {
      json.writeStartArray();
      for (Object text : texts) {
        json.writeString((String) text);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> numbers) {
      json.writeStartObject();
      for (Map.Entry<?, ?> number : numbers.entrySet()) {
        json.writeNumberField((String) number.getKey(), (Long) number.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof float[] vector) {
      json.writeStartArray();
      for (float coordinate : vector) {
        json.writeNumber(coordinate);
      }
      json.writeEndArray();
    } else {
      throw new IllegalStateException("no column holds a " + value.getClass().getSimpleName());
    }
  }

  private static String hex(RowVersion version) {
    return FORMAT
        + HEX.toHexDigits(version.generation(), 8)
        + HEX.toHexDigits(version.events())
        + HEX.toHexDigits(version.asOf() ^ Long.MIN_VALUE);
  }

  /** Of a row that was found; every column of a row is as old as the others. */
  private static long age(Profile profile) {
    return profile.age("_as_of").orElse(Duration.ZERO).toMillis();
  }
}
