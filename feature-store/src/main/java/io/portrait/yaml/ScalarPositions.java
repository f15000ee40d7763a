package io.portrait.yaml;

import org.snakeyaml.engine.v2.common.ScalarStyle;

/**
 * Where in the file each code point of a scalar's value stands. YAML folds lines, doubles quotes
 * and escapes, so that a place in an expression is not simply so many columns further on; this
 * walks the value and its source side by side.
 */
final class ScalarPositions {

  private final SourceText source;
  private final String value;
  private final ScalarStyle style;
  private final int start;
  private final int end;

  /**
   * A scalar's places.
   *
   * @param start index of the scalar's first code point in the source, its quote or {@code |}
   *     included
   * @param end index after its last
   */
  ScalarPositions(SourceText source, String value, ScalarStyle style, int start, int end) {
    this.source = source;
    this.value = value;
    this.style = style;
    this.start = start;
    this.end = end;
  }

  /** The place of a code point of the value, counted from 0; the end where it has fewer. */
  Position of(int codePoint) {
    int target = Math.min(codePoint, value.codePointCount(0, value.length()));
    int at =
        style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED
            ? inBlock(target)
            : inLine(target);
    return source.position(Math.min(at, end));
  }

  /** Plain and quoted: line ends fold, quotes double, double quotes know escapes. */
  private int inLine(int target) {
    int[] codePoints = value.codePoints().toArray();
    int at = style == ScalarStyle.PLAIN ? start : start + 1;
    int done = 0;
    while (done < target && at < end) {
      int afterSpace = source.skipSpaces(at);
      if (source.isLineEnd(afterSpace)) {
        int lines = 0;
        while (afterSpace < end && source.isLineEnd(afterSpace)) {
          lines++;
          afterSpace = source.skipSpaces(source.afterLineEnd(afterSpace));
        }
        int folded = Math.max(1, lines - 1);
        if (done + folded > target) {
          return at;
        }
        at = afterSpace;
        done += folded;
      } else if (style == ScalarStyle.DOUBLE_QUOTED && source.at(at) == '\\') {
        if (source.isLineEnd(at + 1)) {
          at = source.skipSpaces(source.afterLineEnd(at + 1));
        } else {
          at += escapeLength(source.at(at + 1));
          done++;
        }
      } else if (style == ScalarStyle.SINGLE_QUOTED && codePoints[done] == '\'') {
        at += 2;
        done++;
      } else {
        at++;
        done++;
      }
    }
    return at;
  }

  private static int escapeLength(int letter) {
    return switch (letter) {
      case 'x' -> 4;
      case 'u' -> 6;
      case 'U' -> 10;
      default -> 2;
    };
  }

  /** Literal and folded: the header line goes, then each line's indentation. */
  private int inBlock(int target) {
    int[] codePoints = value.codePoints().toArray();
    int at = start;
    while (at < end && !source.isLineEnd(at)) {
      at++;
    }
    int first = source.afterLineEnd(at);
    int text = first;
    while (text < end && (source.at(text) == ' ' || source.isLineEnd(text))) {
      text++;
    }
    // Spaces beyond the block's indentation belong to the value.
    int leading = value.length() - value.stripLeading().length();
    int ownSpaces = leading - 1 - value.lastIndexOf('\n', leading - 1);
    int indentation = source.position(text).column() - 1 - ownSpaces;
    at = source.skipSpaces(first, indentation);
    int done = 0;
    while (done < target && at < end) {
      if (!source.isLineEnd(at)) {
        at++;
        done++;
        continue;
      }
      // A run of line ends in the file is one space or some line ends in the value.
      int folded = 1;
      while (codePoints[done] == '\n'
          && done + folded < codePoints.length
          && codePoints[done + folded] == '\n') {
        folded++;
      }
      if (done + folded > target) {
        return at;
      }
      done += folded;
      while (at < end && source.isLineEnd(at)) {
        at = source.skipSpaces(source.afterLineEnd(at), indentation);
      }
    }
    return at;
  }
}
