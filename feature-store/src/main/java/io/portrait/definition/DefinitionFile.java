package io.portrait.definition;

import com.google.common.hash.Hashing;
import io.portrait.yaml.InvalidFileException;
import io.portrait.yaml.YamlDocument;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Loads definition files (contract 2) and refuses wrong ones before anything starts, with every
 * mistake, its place and the nearest valid name.
 *
 * <p>{@code definition.schema.json} beside this class says the same to editors, as far as a schema
 * can.
 */
public final class DefinitionFile {

  private static final int HASH_DIGITS = 16;

  private DefinitionFile() {}

  /**
   * Loads a file of at most 1 MiB.
   *
   * @throws DefinitionException if it cannot be read or is wrong in any way
   */
  public static Definition load(Path file) {
    try {
      return read(YamlDocument.load(file));
    } catch (InvalidFileException e) {
      throw refused(e);
    }
  }

  /**
   * Parses a file's text.
   *
   * @param name what to call it in messages
   * @throws DefinitionException if it is wrong in any way
   */
  public static Definition parse(String text, String name) {
    try {
      return read(YamlDocument.parse(text, name));
    } catch (InvalidFileException e) {
      throw refused(e);
    }
  }

  private static Definition read(YamlDocument document) {
    Definition definition = new DefinitionReader(document.root()).read(hash(document));
    document.check();
    return definition;
  }

  private static DefinitionException refused(InvalidFileException e) {
    return new DefinitionException(e.file(), e.problems());
  }

  /** The same on every system: line ends are no difference. Nor are views. */
  private static String hash(YamlDocument document) {
    String normalised = document.text().replace("\r\n", "\n").replace('\r', '\n');
    return Hashing.sha256()
        .hashString(ViewsSection.without(document.root(), normalised), StandardCharsets.UTF_8)
        .toString()
        .substring(0, HASH_DIGITS);
  }
}
