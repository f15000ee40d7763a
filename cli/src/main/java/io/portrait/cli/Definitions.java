package io.portrait.cli;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A definition file and its text.
 *
 * @param definition what it says
 * @param text as it stands in the file
 * @param name the file, or what it is when there is none
 */
record Definitions(Definition definition, String text, String name) {

  private static final String DEFAULT = "/io/portrait/definition/shop.yaml";

  /**
   * The file's, or the built-in ones of a shop.
   *
   * @throws io.portrait.definition.DefinitionException if they are wrong
   * @throws Failure if the file changes while it is read
   */
  static Definitions of(@Nullable Path file) {
    return file == null ? builtIn() : load(file);
  }

  /** Keeps them, for those who read the rows later. */
  void keep(Path file) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw Failure.because(file + " cannot be written: " + Failure.reason(e), e);
    }
  }

  private static Definitions load(Path file) {
    Definition definition = DefinitionFile.load(file);
    try {
      return new Definitions(definition, Files.readString(file), file.toString());
    } catch (IOException e) {
      throw Failure.because(file + " cannot be read: " + Failure.reason(e), e);
    }
  }

  private static Definitions builtIn() {
    try (InputStream bytes = Definitions.class.getResourceAsStream(DEFAULT)) {
      if (bytes == null) {
        throw new IllegalStateException("the built-in definitions are missing");
      }
      String text = new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
      return new Definitions(
          DefinitionFile.parse(text, "the built-in definitions"), text, "built-in, a shop");
    } catch (IOException e) {
      throw new IllegalStateException("the built-in definitions cannot be read", e);
    }
  }
}
