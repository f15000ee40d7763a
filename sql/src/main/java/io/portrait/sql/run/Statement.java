package io.portrait.sql.run;

/**
 * A statement of a script.
 *
 * @param text without the semicolon that ends it, and without what stands before its first word
 * @param source what it was read from, as messages name it; empty for a query typed in
 * @param line at which it starts, from 1
 * @param column at which it starts, from 1
 */
public record Statement(String text, String source, int line, int column) {

  /** Where in the script a place of the statement is, as compilers write it. */
  String place(int lineWithin, int columnWithin) {
    int atLine = line + lineWithin - 1;
    int atColumn = lineWithin == 1 ? column + columnWithin - 1 : columnWithin;
    return source.isEmpty()
        ? "line " + atLine + ", column " + atColumn
        : source + ":" + atLine + ":" + atColumn;
  }
}
