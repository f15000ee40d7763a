package io.portrait.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0 B",
        "999|999 B",
        "1000|1.0 kB",
        "1234567|1.2 MB",
        "999960|1.0 MB",
        "5e12|5.0 TB"
      })
  void bytesReadInPowersOfAThousand(double bytes, String expected) {
    assertThat(Numbers.bytes((long) bytes)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "-5,0 s",
    "0,0 s",
    "119,119 s",
    "120,2 min",
    "7199,119 min",
    "7200,2 h",
    "172800,2 d"
  })
  void agesReadInTheLargestWholeUnit(long seconds, String expected) {
    assertThat(Numbers.age(Duration.ofSeconds(seconds))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0|0", "1234567|1,234,567", "-1000|-1,000"})
  void countsAreGrouped(long count, String expected) {
    assertThat(Numbers.count(count)).isEqualTo(expected);
  }
}
