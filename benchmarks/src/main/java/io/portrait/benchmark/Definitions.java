package io.portrait.benchmark;

import io.portrait.definition.Definition;
import io.portrait.definition.DefinitionFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What is computed, and the text that says so.
 *
 * @param definition what it says
 * @param text as it stands in the file
 */
record Definitions(Definition definition, String text) {

  /** A file's. */
  static Definitions of(Path file) throws IOException {
    return new Definitions(DefinitionFile.load(file), Files.readString(file));
  }

  /** Those of a shop, which Portrait starts with. */
  static Definitions ofShop() {
    try (InputStream bytes = Definition.class.getResourceAsStream("shop.yaml")) {
      if (bytes == null) {
        throw new IllegalStateException("the definitions of a shop are missing");
      }
      return of(new String(bytes.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same without some sections of the file; one that is not there stays away. */
  Definitions without(String... sections) {
    List<String> left = List.of(sections);
    StringBuilder kept = new StringBuilder();
    boolean isLeft = false;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      boolean isKey = !line.isEmpty() && Character.isLetter(line.charAt(0));
      isLeft = isKey ? left.contains(line.substring(0, Math.max(0, line.indexOf(':')))) : isLeft;
      if (!isLeft) {
        kept.append(line).append('\n');
      }
    }
    return of(kept.toString());
  }

  /** Those of a text. */
  static Definitions of(String text) {
    return new Definitions(DefinitionFile.parse(text, "definitions"), text);
  }
}
