package io.portrait.embedding.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Graphs written here byte by byte, and files that are none. */
class OnnxGraphTest {

  @Test
  void weightsAreFoundByNameAndThroughTheStepThatUsesThem() {
    byte[] matrix = tensor("onnx::MatMul_7", new int[] {2, 1}, 1, 2);
    byte[] step =
        joined(field(1, text("input")), field(1, text("onnx::MatMul_7")), field(3, text("/dense")));
    byte[] constant =
        joined(
            field(2, text("epsilon")),
            field(3, text("/Constant")),
            field(4, text("Constant")),
            field(5, joined(field(1, text("value")), field(5, tensor("", new int[] {}, 3)))));
    byte[] add = joined(field(1, text("x")), field(1, text("epsilon")), field(3, text("/Add")));

    OnnxGraph graph =
        read(
            field(2, text("producer")),
            field(7, joined(field(1, step), field(1, constant), field(1, add), field(5, matrix))));

    assertThat(graph.hasStep("/dense")).isTrue();
    assertThat(graph.hasStep("/other")).isFalse();
    assertThat(graph.weights("onnx::MatMul_7").values()).containsExactly(1, 2);
    assertThat(graph.operand("/dense").shape()).containsExactly(2, 1);
    assertThat(graph.operand("/Add").values()).containsExactly(3);
  }

  @Test
  void shapesMayBePacked() {
    byte[] packed =
        joined(
            field(1, new byte[] {1, 2}), number(2, 1), field(8, text("w")), field(9, floats(5, 6)));

    OnnxGraph graph = read(field(7, joined(field(1, field(3, text("/step"))), field(5, packed))));

    assertThat(graph.weights("w").shape()).containsExactly(1, 2);
  }

  @Test
  void whatTheGraphHasNotIsNamed() {
    OnnxGraph graph = read(field(7, field(1, field(3, text("/step")))));

    assertThatThrownBy(() -> graph.weights("w")).hasMessage("the graph has no weights w");
    assertThatThrownBy(() -> graph.operand("/step"))
        .hasMessage("the graph has no step /step of two operands");
    assertThatThrownBy(() -> BertWeights.of(graph))
        .isInstanceOf(OnnxFormatException.class)
        .hasMessage(
            "not the graph of a BERT encoder: the graph has no weights embeddings.LayerNorm.weight");
  }

  @Test
  void weightsOfAnotherKindAreRefused() {
    byte[] whole = joined(number(1, 1), number(2, 7), field(8, text("ids")), field(9, new byte[8]));
    OnnxGraph graph = read(field(7, joined(field(1, field(3, text("/step"))), field(5, whole))));

    assertThatThrownBy(() -> graph.weights("ids"))
        .isInstanceOf(OnnxFormatException.class)
        .hasMessageStartingWith("ids has type 7, shape [1] and 8 bytes");
  }

  @Test
  void aFileThatIsNoneIsOneClearError() {
    assertNone(new byte[0]);
    assertNone(text("PK\u0003\u0004 something else altogether, and more of it"));
    byte[] cut = field(7, field(1, field(3, text("/step"))));
    assertNone(Arrays.copyOf(cut, cut.length - 2));
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] noise = new byte[1 + random.nextInt(60)];
      random.nextBytes(noise);
      noise[0] = (7 << 3) | 2;
      assertNone(noise);
    }
  }

  private static void assertNone(byte[] file) {
    assertThatThrownBy(() -> OnnxGraph.read(ByteBuffer.wrap(file)))
        .isInstanceOf(OnnxFormatException.class)
        .hasMessageStartingWith("no ONNX file: ");
  }

  private static OnnxGraph read(byte[]... fields) {
    return OnnxGraph.read(ByteBuffer.wrap(joined(fields)));
  }

  private static byte[] tensor(String name, int[] shape, float... values) {
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    for (int size : shape) {
      tensor.writeBytes(number(1, size));
    }
    tensor.writeBytes(number(2, OnnxTensor.FLOAT));
    tensor.writeBytes(field(8, text(name)));
    tensor.writeBytes(field(9, floats(values)));
    return tensor.toByteArray();
  }

  private static byte[] floats(float... values) {
    return Precision.FLOAT.encode(values);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] field(int number, byte[] content) {
    int length = content.length;
    byte[] key = {
      (byte) ((number << 3) | 2), (byte) ((length & 0x7F) | 0x80), (byte) (length >> 7)
    };
    return joined(key, content);
  }

  private static byte[] number(int field, int value) {
    return new byte[] {(byte) (field << 3), (byte) value};
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
