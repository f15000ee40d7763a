package io.portrait.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Turns the parser's nodes into ours; notes double keys and tags that mean nothing here. */
final class NodeReader {

  /** Aliases can multiply: 32 levels of two make four thousand million nodes. */
  private static final int MAX_NODES = 200_000;

  private final SourceText source;
  private final List<Problem> problems;
  private int nodes;

  NodeReader(SourceText source, List<Problem> problems) {
    this.source = source;
    this.problems = problems;
  }

  static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }

  YamlNode read(Node node) {
    return read(node, 0);
  }

  private YamlNode read(Node node, int depth) {
    Position position = node.getStartMark().map(NodeReader::position).orElse(Position.FILE);
    nodes++;
    if (nodes > MAX_NODES || depth > YamlDocument.MAX_DEPTH) {
      // Depth is checked before, except where an alias stands inside what it repeats.
      if (problems.stream().noneMatch(problem -> problem.message().startsWith("aliases"))) {
        problems.add(new Problem(position, "aliases repeat too much"));
      }
      return new YamlList(position, problems, List.of());
    }
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar, position);
    }
    if (!node.getTag().equals(Tag.SEQ) && !node.getTag().equals(Tag.MAP)) {
      refuse(node.getTag(), position);
    }
    if (node instanceof SequenceNode sequence) {
      return new YamlList(
          position,
          problems,
          sequence.getValue().stream().map(item -> read(item, depth + 1)).toList());
    }
    return mapping((MappingNode) node, position, depth);
  }

  private YamlMapping mapping(MappingNode node, Position position, int depth) {
    Map<String, YamlNode> values = new LinkedHashMap<>();
    Map<String, Position> keys = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      YamlNode key = read(tuple.getKeyNode(), depth + 1);
      YamlNode value = read(tuple.getValueNode(), depth + 1);
      if (!(key instanceof YamlScalar name) || name.isNothing()) {
        key.problem("a key must be a word");
      } else if (keys.containsKey(name.written())) {
        key.problem(
            "the key '"
                + name.written()
                + "' is there twice (first in line "
                + keys.get(name.written()).line()
                + ")");
      } else {
        keys.put(name.written(), name.position());
        values.put(name.written(), value);
      }
    }
    return new YamlMapping(position, problems, values, keys);
  }

  private YamlScalar scalar(ScalarNode node, Position position) {
    Tag tag = node.getTag();
    YamlScalar.Type type = YamlScalar.Type.TEXT;
    if (tag.equals(Tag.INT)) {
      type = YamlScalar.Type.INTEGER;
    } else if (tag.equals(Tag.FLOAT)) {
      type = YamlScalar.Type.NUMBER;
    } else if (tag.equals(Tag.BOOL)) {
      type = YamlScalar.Type.FLAG;
    } else if (tag.equals(Tag.NULL)) {
      type = YamlScalar.Type.NOTHING;
    } else if (!tag.equals(Tag.STR)) {
      refuse(tag, position);
    }
    int start = node.getStartMark().map(Mark::getIndex).orElse(0);
    int end = node.getEndMark().map(Mark::getIndex).orElse(start);
    return new YamlScalar(
        position,
        problems,
        type,
        node.getValue(),
        new ScalarPositions(source, node.getValue(), node.getScalarStyle(), start, end));
  }

  private void refuse(Tag tag, Position position) {
    problems.add(new Problem(position, "the tag " + tag + " means nothing here"));
  }
}
