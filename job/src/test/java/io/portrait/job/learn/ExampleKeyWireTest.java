package io.portrait.job.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

class ExampleKeyWireTest {

  @Property
  void bytes_lie_in_the_order_of_the_keys(
      @ForAll long tick, @ForAll long order, @ForAll long otherTick, @ForAll long otherOrder)
      throws IOException {
    assertSameOrder(new ExampleKey(tick, order, "u"), new ExampleKey(otherTick, otherOrder, "w"));
    assertSameOrder(new ExampleKey(tick, order, "u"), new ExampleKey(tick, otherOrder, "u"));
  }

  @Property
  void of_users_whose_hashes_agree_the_ids_decide_where_they_are_equally_long(
      @ForAll long tick,
      @ForAll long order,
      @ForAll @StringLength(7) String user,
      @ForAll @StringLength(7) String other)
      throws IOException {
    ExampleKey key = new ExampleKey(tick, order, ascii(user));
    assertSameOrder(key, new ExampleKey(tick, order, ascii(other)));
  }

  @Property
  void a_key_comes_back_as_it_went(@ForAll long tick, @ForAll long order, @ForAll String user)
      throws IOException {
    ExampleKey key = new ExampleKey(tick, order, user);

    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes(key)));

    assertThat(ExampleKeyWire.CODEC.read(in)).isEqualTo(key);
    assertThat(in.available()).isZero();
  }

  private static void assertSameOrder(ExampleKey key, ExampleKey other) throws IOException {
    assertThat(Integer.signum(Arrays.compareUnsigned(bytes(key), bytes(other))))
        .isEqualTo(Integer.signum(ExampleKey.ORDER.compare(key, other)));
  }

  private static byte[] bytes(ExampleKey key) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ExampleKeyWire.CODEC.write(key, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  /** Ids of the same number of bytes. */
  private static String ascii(String text) {
    return text.codePoints()
        .limit(7)
        .map(c -> '!' + c % 90)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
