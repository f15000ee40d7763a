package io.portrait.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times by hand, beside java.time. */
class IsoTimeTest {

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z, 0",
    "1970-01-01T00:00Z, 0",
    "1970-01-01t00:00z, 0",
    "1970-01-01T00:00:00.9999Z, 999",
    "1969-12-31T23:59:59.9991Z, -1",
    "1970-01-01T01:00:00.5+01, 500",
    "1970-01-01T01:30:00+0130, 0",
    "1969-12-31T18:30-05:30, 0",
    "0001-01-01T00:00:00Z, -62135596800000",
    "9999-12-31T23:59:59.999Z, 253402300799999",
    "2024-02-29T00:00:00Z, 1709164800000",
    "2026-11-20T10:15:30.123456789Z, 1795169730123",
  })
  void aTimeWithAnOffsetIsRead(String text, long millis) {
    assertThat(parse(text)).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-11-20",
        "2026-11-20T10:15:30",
        "2026-11-20 10:15:30Z",
        "2026-11-20T10:15:30.Z",
        "2026-11-20T10:15:30.1234567890Z",
        "2026-11-20T10:15:Z",
        "2026-11-20T10:15:30.123",
        "2026-11-20T10:15:30ZZ",
        "2026-11-20T10:15:30+1",
        "2026-11-20T10:15:30+01:0",
        "2026-11-20T10:15:30+01:60",
        "2026-11-20T10:15:30+18:01",
        "2026-11-20T10:15:30+01-00",
        "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:60Z",
        "+2026-01-01T00:00:00Z",
        "-026-01-01T00:00:00Z",
        "12026-01-01T00:00:00Z",
        "0000-12-31T23:59:59Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "2026-1a-01T00:00:00Z",
        "２026-01-01T00:00:00Z",
      })
  void anythingElseIsNone(String text) {
    assertThat(parse(text)).isEqualTo(IsoTime.NONE);
  }

  @Property(tries = 2_000)
  void everyMomentIsReadAsItIsWritten(
      @ForAll @LongRange(min = IsoTime.EARLIEST, max = IsoTime.LATEST) long millis,
      @ForAll @IntRange(min = -18 * 60, max = 18 * 60) int offsetMinutes) {
    OffsetDateTime there =
        Instant.ofEpochMilli(millis).atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
    String withOffset = there.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);

    assertThat(parse(IsoTime.format(millis))).isEqualTo(millis);
    if (there.getYear() >= 0 && there.getYear() <= 9999) {
      assertThat(parse(withOffset)).isEqualTo(millis);
    }
  }

  @Property(tries = 5_000)
  void aTextIsATimeHereIfItIsOneForJavaTime(@ForAll("nearTimes") String text) {
    assertThat(parse(text)).as(text).isEqualTo(withJavaTime(text));
  }

  @Provide
  Arbitrary<String> nearTimes() {
    Arbitrary<String> date =
        Combinators.combine(
                Arbitraries.of("2026", "2024", "1900", "2000", "1969", "0004"),
                Arbitraries.integers().between(0, 13),
                Arbitraries.integers().between(0, 32))
            .as((year, month, day) -> "%s-%02d-%02d".formatted(year, month, day));
    Arbitrary<String> clock =
        Combinators.combine(
                Arbitraries.integers().between(0, 25),
                Arbitraries.integers().between(0, 61),
                Arbitraries.of("", ":00", ":59", ":60", ":7"),
                Arbitraries.of("", ".", ".1", ".12", ".123", ".1239", ".123456789", ",5"))
            .as(
                (hour, minute, second, rest) ->
                    "%02d:%02d".formatted(hour, minute) + second + rest);
    Arbitrary<String> offset =
        Arbitraries.of("Z", "z", "", "+01", "+0130", "-01:30", "+18:00", "+18:01", "+1", "-23:00");
    return Combinators.combine(date, Arbitraries.of("T", "t", " "), clock, offset)
        .as((day, separator, time, zone) -> day + separator + time + zone);
  }

  private static long parse(String text) {
    // stands in the middle of other characters, as in a record
    char[] around = ("12" + text + "34").toCharArray();
    return IsoTime.parse(around, 2, text.length());
  }

  private static long withJavaTime(String text) {
    // java.time accepts a fraction without digits, which ISO-8601 does not
    if (text.matches(".*\\.[^0-9].*|.*\\.")) {
      return IsoTime.NONE;
    }
    for (String offset : new String[] {"+HH:mm", "+HHmm"}) {
      DateTimeFormatter formatter =
          new DateTimeFormatterBuilder()
              .parseCaseInsensitive()
              .append(DateTimeFormatter.ISO_LOCAL_DATE)
              .appendLiteral('T')
              .append(DateTimeFormatter.ISO_LOCAL_TIME)
              .appendOffset(offset, "Z")
              .toFormatter()
              .withResolverStyle(ResolverStyle.STRICT);
      try {
        return OffsetDateTime.parse(text, formatter).toInstant().toEpochMilli();
      } catch (DateTimeException e) {
        // not in this form; perhaps in the other
      }
    }
    return IsoTime.NONE;
  }
}
