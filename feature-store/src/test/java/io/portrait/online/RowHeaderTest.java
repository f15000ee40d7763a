package io.portrait.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portrait.profile.RowVersion;
import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RowHeaderTest {

  @Provide
  Arbitrary<RowVersion> versions() {
    return RowArbitraries.versions();
  }

  @Property
  void bytesOrderVersionsAsTheVersionsThemselvesDo(
      @ForAll("versions") RowVersion one, @ForAll("versions") RowVersion other) {
    int bytes = Arrays.compareUnsigned(versionBytes(one), versionBytes(other));

    assertThat(Integer.signum(bytes)).isEqualTo(Integer.signum(one.compareTo(other)));
  }

  @Property
  void whatIsWrittenIsRead(@ForAll("versions") RowVersion version, @ForAll long schema) {
    RowHeader header = new RowHeader(version, schema);

    assertThat(RowHeader.read(header.bytes())).isEqualTo(header);
    assertThat(RowHeader.schemaOf(header.schemaId())).isEqualTo(schema);
  }

  @Test
  void anotherFormatIsRefusedByName() {
    byte[] bytes = new RowHeader(new RowVersion(0, 1, 2), 3).bytes();
    bytes[0] = 2;

    assertThatThrownBy(() -> RowHeader.read(bytes))
        .hasMessage("the row has format 2, this version of Portrait reads format 1");
  }

  @Test
  void bytesTooFewForAHeaderAreRefused() {
    byte[] cut = Arrays.copyOf(new byte[] {RowHeader.FORMAT}, 28);

    assertThatThrownBy(() -> RowHeader.read(cut)).hasMessage("a row of 28 bytes has no header");
    assertThatThrownBy(() -> RowHeader.read(new byte[0]))
        .hasMessage("a row of 0 bytes has no header");
    assertThatThrownBy(() -> RowHeader.read(new byte[] {2}))
        .as("of a format to come, which may be shorter")
        .hasMessage("the row has format 2, this version of Portrait reads format 1");
  }

  private static byte[] versionBytes(RowVersion version) {
    return Arrays.copyOfRange(new RowHeader(version, 7).bytes(), 1, RowHeader.VERSION_END);
  }
}
