package io.portrait.yaml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A YAML 1.2 file, read to its values with their places. Safe on anything: no tags that make
 * objects, and bounds on size, depth and aliases.
 *
 * <p>What is no YAML at all is thrown at once, because no parser can go on from there. Everything
 * else is collected while the file is read, and thrown together by {@link #check()}.
 */
public final class YamlDocument {

  /** The most bytes of UTF-8 a file may have: 1 MiB. */
  public static final int MAX_BYTES = 1 << 20;

  /** How deep lists and mappings may be in each other. */
  static final int MAX_DEPTH = 32;

  /** How often a file may repeat something by an alias. */
  static final int MAX_ALIASES = 100;

  private final String name;
  private final String text;
  private final List<Problem> problems;
  private final YamlMapping root;

  private YamlDocument(String name, String text, List<Problem> problems, YamlMapping root) {
    this.name = name;
    this.text = text;
    this.problems = problems;
    this.root = root;
  }

  /**
   * Reads a file.
   *
   * @throws InvalidFileException if it cannot be read, is too large, is not UTF-8 or no YAML
   *     mapping
   */
  public static YamlDocument load(Path file) {
    String name = file.toString();
    try {
      if (Files.isDirectory(file)) {
        throw wrong(name, "is a directory, not a file");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw tooLarge(name);
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      return parse(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString(), name);
    } catch (NoSuchFileException e) {
      throw wrong(name, "there is no such file");
    } catch (CharacterCodingException e) {
      throw wrong(name, "is not UTF-8");
    } catch (IOException e) {
      throw wrong(name, "cannot be read: " + e);
    }
  }

  /**
   * Parses a text.
   *
   * @param name what to call it in messages
   * @throws InvalidFileException if it is too large or no YAML mapping
   */
  public static YamlDocument parse(String text, String name) {
    if (text.length() > MAX_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw tooLarge(name);
    }
    String clean = text.startsWith("\uFEFF") ? text.substring(1) : text;
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(name)
            .setSchema(new CoreSchema())
            .setMaxAliasesForCollections(MAX_ALIASES)
            // All at once: between two reads snakeyaml-engine 2.9 cannot stand a surrogate pair.
            .setBufferSize(clean.length() + 1)
            .build();
    StreamReader reader = new StreamReader(settings, clean);
    try {
      checkBounds(new ParserImpl(settings, reader), name);
      Optional<Node> node = new Compose(settings).composeString(clean);
      if (node.isEmpty()) {
        throw wrong(name, "is empty");
      }
      List<Problem> problems = new ArrayList<>();
      YamlNode root = new NodeReader(new SourceText(clean), problems).read(node.get());
      if (!(root instanceof YamlMapping mapping)) {
        throw new InvalidFileException(
            name,
            List.of(
                new Problem(
                    root.position(),
                    "the file must be a mapping of keys to values, not " + root.kind())));
      }
      return new YamlDocument(name, clean, problems, mapping);
    } catch (MarkedYamlEngineException e) {
      throw new InvalidFileException(name, List.of(problem(e)));
    } catch (ReaderException e) {
      throw new InvalidFileException(
          name,
          List.of(
              new Problem(
                  new SourceText(clean).position(e.getPosition()),
                  String.format("the character U+%04X may not stand here", e.getCodePoint()))));
    } catch (YamlVersionException e) {
      // The library does not say where; a version stands in a directive, and nowhere else.
      int at = Math.max(0, clean.indexOf("%YAML"));
      throw new InvalidFileException(
          name,
          List.of(
              new Problem(
                  new SourceText(clean).position(clean.codePointCount(0, at)),
                  "YAML 1.2 is read here, nothing of another version")));
    } catch (YamlEngineException e) {
      // Some of the library's own do not say where; that is how far it has read.
      Position at = reader.getMark().map(NodeReader::position).orElse(Position.FILE);
      throw new InvalidFileException(name, List.of(new Problem(at, "not YAML: " + e.getMessage())));
    }
  }

  /** The file's mapping. */
  public YamlMapping root() {
    return root;
  }

  /** The text that was parsed, without a byte order mark. */
  public String text() {
    return text;
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidFileException with everything that was noted, if anything was
   */
  public void check() {
    if (!problems.isEmpty()) {
      throw new InvalidFileException(name, problems);
    }
  }

  /** The parser's events come one by one, so that a bomb is met before a tree is built of it. */
  private static void checkBounds(Parser parser, String name) {
    int depth = 0;
    int aliases = 0;
    while (parser.hasNext()) {
      Event event = parser.next();
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case Alias -> aliases++;
        default -> {}
      }
      if (depth > MAX_DEPTH || aliases > MAX_ALIASES) {
        Position at = event.getStartMark().map(NodeReader::position).orElse(Position.FILE);
        String message =
            depth > MAX_DEPTH
                ? "more than " + MAX_DEPTH + " levels deep"
                : "more than " + MAX_ALIASES + " aliases";
        throw new InvalidFileException(name, List.of(new Problem(at, message)));
      }
    }
  }

  private static Problem problem(MarkedYamlEngineException e) {
    Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
    String context = Objects.requireNonNullElse(e.getContext(), "");
    return new Problem(
        mark.map(NodeReader::position).orElse(Position.FILE),
        "not YAML: " + context + (context.isEmpty() ? "" : ": ") + e.getProblem());
  }

  private static InvalidFileException tooLarge(String name) {
    return wrong(name, "is larger than " + MAX_BYTES + " bytes");
  }

  private static InvalidFileException wrong(String name, String message) {
    return new InvalidFileException(name, List.of(new Problem(Position.FILE, message)));
  }
}
