package io.portrait.cli;

import io.portrait.event.IsoTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 2026-11-20} (its start, UTC), {@code 2026-11-20T10:15:30Z}, or epoch milliseconds. */
final class Moments implements ITypeConverter<Instant> {

  @Override
  public Instant convert(String text) {
    long millis = IsoTime.parse(text.toCharArray(), 0, text.length());
    if (millis != IsoTime.NONE) {
      return Instant.ofEpochMilli(millis);
    }
    try {
      return text.matches("-?\\d{11,15}")
          ? Instant.ofEpochMilli(Long.parseLong(text))
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is no time such as 2026-11-20, 2026-11-20T10:15:30Z or milliseconds since 1970");
    }
  }
}
