package io.portrait.definition;

import io.portrait.yaml.NearestName;
import io.portrait.yaml.Position;
import io.portrait.yaml.YamlMapping;
import io.portrait.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads {@code views}: which columns are asked for together. */
final class ViewsSection {

  static final String NAME = "views";

  private final YamlMapping root;
  private final Columns columns;

  ViewsSection(YamlMapping root, Columns columns) {
    this.root = root;
    this.columns = columns;
  }

  List<NamedView> read() {
    YamlMapping section = root.section(NAME);
    List<NamedView> views = new ArrayList<>();
    for (String name : section.keys()) {
      if (!DefinitionReader.isName(name)) {
        section.problem(
            section.positionOf(name), "a view's name is [a-z][a-z0-9_]*, not '" + name + "'");
      }
      List<YamlScalar> named = NameList.read(section, name);
      named.forEach(this::check);
      views.add(new NamedView(name, named.stream().map(YamlScalar::written).toList()));
    }
    return views;
  }

  private void check(YamlScalar scalar) {
    String name = scalar.written();
    if (name.equals(Embedding.NAME)) {
      if (!root.has(Embedding.NAME)) {
        scalar.problem("there is no embedding: the file has no section 'embedding'");
      }
      return;
    }
    List<String> known = new ArrayList<>(columns.names());
    FixedColumns.ALL.forEach(column -> known.add(column.name()));
    if (columns.find(name) == null && !known.contains(name)) {
      scalar.problem("there is no column '" + name + "'" + NearestName.hint(name, known));
    }
  }

  /**
   * A file's text without the section and the comment above it: what the hash is made of, so that
   * who changes what is asked for does not change what is computed. The text itself where the file
   * is one mapping in braces.
   *
   * @param text with line feeds only
   */
  static String without(YamlMapping root, String text) {
    Position start = root.positionOf(NAME);
    if (!root.has(NAME) || start.column() != 1) {
      return text;
    }
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    int first = start.line() - 1;
    int next =
        root.keys().stream()
            .mapToInt(key -> root.positionOf(key).line() - 1)
            .filter(line -> line > first)
            .min()
            .orElse(lines.size());
    int from = first;
    while (from > 0 && saysNothing(lines.get(from - 1))) {
      from--;
    }
    int end = next;
    while (saysNothing(lines.get(end - 1))) {
      end--;
    }
    lines.subList(from, end).clear();
    return String.join("\n", lines);
  }

  private static boolean saysNothing(String line) {
    String content = line.strip();
    return content.isEmpty() || content.startsWith("#");
  }
}
