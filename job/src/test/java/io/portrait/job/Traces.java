package io.portrait.job;

import com.google.common.primitives.Bytes;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where a text still lies, byte for byte, as UTF-8 or as Flink writes the characters of keys. */
public final class Traces {

  private Traces() {}

  /** The files at or below a place that hold the text; it is ASCII. Files may come and go. */
  public static List<Path> of(String text, Path place) {
    List<Path> found = new ArrayList<>();
    File[] below = place.toFile().listFiles();
    if (below != null) {
      for (File file : below) {
        found.addAll(of(text, file.toPath()));
      }
    } else if (holds(place, text.getBytes(StandardCharsets.US_ASCII))) {
      found.add(place);
    }
    return found;
  }

  /** Whether bytes hold the text; it is ASCII. */
  public static boolean isIn(byte[] bytes, String text) {
    return Bytes.indexOf(bytes, text.getBytes(StandardCharsets.US_ASCII)) >= 0;
  }

  private static boolean holds(Path file, byte[] sought) {
    try {
      return Bytes.indexOf(Files.readAllBytes(file), sought) >= 0;
    } catch (NoSuchFileException gone) {
      return false; // whoever writes here has dropped it meanwhile
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
