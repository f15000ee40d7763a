package io.portrait.yaml;

/** A file's text by code points, as the parser counts them. */
final class SourceText {

  private final int[] codePoints;

  SourceText(String text) {
    codePoints = text.codePoints().toArray();
  }

  /** The code point at an index; 0 past the end. */
  int at(int index) {
    return index < codePoints.length ? codePoints[index] : 0;
  }

  boolean isLineEnd(int index) {
    return at(index) == '\n' || at(index) == '\r';
  }

  /** The index after the line end at an index. */
  int afterLineEnd(int index) {
    return at(index) == '\r' && at(index + 1) == '\n' ? index + 2 : index + 1;
  }

  /** The index of the first code point from here that is neither space nor tab. */
  int skipSpaces(int index) {
    int at = index;
    while (at(at) == ' ' || at(at) == '\t') {
      at++;
    }
    return at;
  }

  /** The same, of at most so many spaces. */
  int skipSpaces(int index, int most) {
    int at = index;
    while (at < index + most && at(at) == ' ') {
      at++;
    }
    return at;
  }

  /** The line and column of an index. */
  Position position(int index) {
    int line = 1;
    int lineStart = 0;
    int at = 0;
    while (at < index && at < codePoints.length) {
      if (isLineEnd(at)) {
        at = afterLineEnd(at);
        line++;
        lineStart = at;
      } else {
        at++;
      }
    }
    return new Position(line, Math.max(0, Math.min(index, codePoints.length) - lineStart) + 1);
  }
}
