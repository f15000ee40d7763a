package io.portrait.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.primitives.Bytes;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Inputs that were right once: good ones with bytes changed, cut out, doubled, and pieces put in
 * that mean something to the reader. So most get past the first check, and some past all of them. A
 * failing one shrinks to the fewest changes that still fail.
 */
public final class Spoilt {

  private static final int MOST_CHANGES = 4;
  private static final int LONGEST_CUT = 24;
  private static final String BOUNDARIES = "{[, \n&?/";

  private Spoilt() {}

  /** What is done to an input. */
  private enum Kind {
    REPLACE_BYTE,
    INSERT_PIECE,
    /** Where the next thing begins: behind a brace, a comma, a space or a new line. */
    INSERT_PIECE_AS_ENTRY,
    REPLACE_BY_PIECE,
    CUT,
    DOUBLE,
    END_HERE
  }

  /**
   * One change.
   *
   * @param at where, as a share of the input's length, 0 to 1
   * @param length how many bytes are cut or doubled
   * @param value the new byte
   * @param piece the number of the piece put in
   */
  private record Change(double at, Kind kind, int length, byte value, int piece) {

    byte[] apply(byte[] input, List<byte[]> pieces) {
      int from = (int) Math.round(at * input.length);
      int to = Math.min(input.length, from + length);
      byte[] before = Arrays.copyOf(input, from);
      byte[] after = Arrays.copyOfRange(input, to, input.length);
      byte[] rest = Arrays.copyOfRange(input, from, input.length);
      byte[] put = pieces.get(piece);
      return switch (kind) {
        case REPLACE_BYTE ->
            Bytes.concat(
                before,
                new byte[] {value},
                Arrays.copyOfRange(input, Math.min(input.length, from + 1), input.length));
        case INSERT_PIECE -> Bytes.concat(before, put, rest);
        case INSERT_PIECE_AS_ENTRY -> {
          int entry = entry(input, from);
          yield Bytes.concat(
              Arrays.copyOf(input, entry), put, Arrays.copyOfRange(input, entry, input.length));
        }
        case REPLACE_BY_PIECE -> Bytes.concat(before, put, after);
        case CUT -> Bytes.concat(before, after);
        case DOUBLE -> Bytes.concat(Arrays.copyOf(input, to), rest);
        case END_HERE -> before;
      };
    }
  }

  private static int entry(byte[] input, int from) {
    for (int at = from; at < input.length; at++) {
      if (BOUNDARIES.indexOf(input[at]) >= 0) {
        return at + 1;
      }
    }
    return input.length;
  }

  /** One of the seeds, spoilt by up to four changes; as it is once in a while. */
  public static Arbitrary<byte[]> bytes(List<byte[]> seeds, List<byte[]> pieces) {
    Arbitrary<Change> changes =
        Combinators.combine(
                Arbitraries.doubles().between(0, 1).ofScale(5),
                Arbitraries.of(Kind.class),
                Arbitraries.integers().between(1, LONGEST_CUT),
                Arbitraries.bytes(),
                Arbitraries.integers().between(0, pieces.size() - 1))
            .as(Change::new);
    return Combinators.combine(Arbitraries.of(seeds), changes.list().ofMaxSize(MOST_CHANGES))
        .as(
            (seed, list) -> {
              byte[] input = seed;
              for (Change change : list) {
                input = change.apply(input, pieces);
              }
              return input;
            });
  }

  /** Texts, spoilt as their UTF-8 is: what is no UTF-8 any more reads as U+FFFD. */
  public static Arbitrary<String> texts(List<String> seeds, List<String> pieces) {
    return bytes(utf8(seeds), utf8(pieces)).map(input -> new String(input, UTF_8));
  }

  /** Each text's UTF-8. */
  public static List<byte[]> utf8(List<String> texts) {
    return texts.stream().map(text -> text.getBytes(UTF_8)).toList();
  }
}
