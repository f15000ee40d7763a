package io.portrait.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** Against what the MessagePack library writes. */
class MessagePackCursorTest {

  private static final long SENTINEL = 4_711;

  @Provide
  Arbitrary<Long> integers() {
    return Arbitraries.oneOf(
        Arbitraries.longs(),
        Arbitraries.longs().between(-70_000, 70_000),
        Arbitraries.of(
            -32L,
            -33L,
            127L,
            128L,
            255L,
            256L,
            65_535L,
            65_536L,
            0x7FFF_FFFFL,
            0x8000_0000L,
            0xFFFF_FFFFL,
            0x1_0000_0000L,
            -128L,
            -129L,
            -32_768L,
            -32_769L,
            Long.MIN_VALUE));
  }

  @Property
  void readsIntegersOfEveryWidth(@ForAll("integers") long number) throws IOException {
    assertThat(cursor(packer -> packer.packLong(number)).integer()).isEqualTo(number);
  }

  @Property
  void readsFloats(@ForAll double real, @ForAll float narrow) throws IOException {
    assertThat(cursor(packer -> packer.packDouble(real)).real()).isEqualTo(real);
    assertThat(cursor(packer -> packer.packFloat(narrow)).real()).isEqualTo(narrow);
  }

  @Property
  void readsTexts(@ForAll("texts") String text) throws IOException {
    MessagePackCursor cursor = cursor(packer -> packer.packString(text));

    assertThat(cursor.text()).isEqualTo(text);
    assertThat(cursor.integer()).isEqualTo(SENTINEL);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> lengths =
        Arbitraries.of(0, 31, 32, 255, 256, 65_535, 65_536).map("x"::repeat);
    return Arbitraries.oneOf(RowArbitraries.texts(), lengths, lengths.map(text -> text + "ü🎧"));
  }

  @Property
  void passesOverAnythingHoweverDeep(@ForAll long seed) throws IOException {
    MessagePackCursor cursor =
        cursor(
            packer -> {
              Random random = new Random(seed);
              anything(packer, random, 0);
              anything(packer, random, 0);
            });

    cursor.skip(2);

    assertThat(cursor.integer()).isEqualTo(SENTINEL);
  }

  @Property
  void bytesThatEndTooEarlyAreNeverReadOn(@ForAll long seed, @ForAll double share)
      throws IOException {
    byte[] whole = bytes(packer -> anything(packer, new Random(seed), 0));
    int length = (int) (Math.abs(share % 1) * (whole.length - 3)); // the sentinel has three bytes

    assertThatThrownBy(() -> new MessagePackCursor(Arrays.copyOf(whole, length), 0).skip(1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void anotherTypeIsNamedAndSoIsANumberThatDoesNotFit() throws IOException {
    assertThatThrownBy(() -> cursor(packer -> packer.packString("a")).integer())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0xA1 stands where an integer should");
    assertThatThrownBy(() -> cursor(packer -> packer.packNil()).array())
        .hasMessage("0xC0 stands where an array should");
    assertThatThrownBy(() -> cursor(packer -> packer.packLong(1)).real())
        .hasMessage("0x1 stands where a float should");
    BigInteger beyond = BigInteger.ONE.shiftLeft(63);
    assertThatThrownBy(() -> cursor(packer -> packer.packBigInteger(beyond)).integer())
        .hasMessage("a whole number beyond 2^63");
  }

  @Test
  void aLengthBeyondTheBytesMakesNoRoomForIt() {
    byte[] array = {(byte) 0xDD, 0x7F, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF};

    assertThatThrownBy(() -> new MessagePackCursor(array, 0).array())
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static void anything(MessageBufferPacker packer, Random random, int depth)
      throws IOException {
    int[] lengths = {0, 1, 15, 16, 31, 32, 255, 256, 70_000};
    int length = lengths[random.nextInt(depth == 0 ? lengths.length : 4)];
    switch (random.nextInt(depth < 3 ? 9 : 7)) {
      case 0 -> packer.packNil();
      case 1 -> packer.packBoolean(random.nextBoolean());
      case 2 -> packer.packLong(random.nextLong() >> random.nextInt(64));
      case 3 -> packer.packDouble(random.nextDouble());
      case 4 -> packer.packString("x".repeat(length));
      case 5 -> packer.packBinaryHeader(length).writePayload(new byte[length]);
      case 6 -> packer.packExtensionTypeHeader((byte) 3, length).writePayload(new byte[length]);
      case 7 -> {
        packer.packArrayHeader(length);
        for (int i = 0; i < length; i++) {
          element(packer, random, depth, length);
        }
      }
      default -> {
        packer.packMapHeader(length);
        for (int i = 0; i < 2 * length; i++) {
          element(packer, random, depth, length);
        }
      }
    }
  }

  private static void element(MessageBufferPacker packer, Random random, int depth, int siblings)
      throws IOException {
    if (siblings > 16) {
      packer.packFloat(1);
    } else {
      anything(packer, random, depth + 1);
    }
  }

  private interface Writing {
    void to(MessageBufferPacker packer) throws IOException;
  }

  private static MessagePackCursor cursor(Writing writing) throws IOException {
    return new MessagePackCursor(bytes(writing), 0);
  }

  private static byte[] bytes(Writing writing) throws IOException {
    MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();
    writing.to(packer);
    packer.packLong(SENTINEL);
    return packer.toByteArray();
  }
}
