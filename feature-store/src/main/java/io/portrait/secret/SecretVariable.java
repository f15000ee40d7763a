package io.portrait.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** A secret in a variable of the environment, or in a file that another variable names. */
public final class SecretVariable {

  private SecretVariable() {}

  /**
   * The secret of a variable, or of the file that {@code <variable>_FILE} names; empty for none. An
   * empty variable counts as not set.
   *
   * @param environment such as {@code System.getenv()}
   * @throws IllegalArgumentException if that file cannot be read, or both are set; one line
   */
  public static String read(Map<String, String> environment, String variable) {
    String value = environment.getOrDefault(variable, "");
    String fileVariable = variable + "_FILE";
    String file = environment.getOrDefault(fileVariable, "");
    if (file.isBlank()) {
      return value;
    }
    if (!value.isEmpty()) {
      throw new IllegalArgumentException(
          variable + " and " + fileVariable + " are both set: one of them has to go");
    }
    return readFile(fileVariable, file);
  }

  /**
   * The secret in a file, without the white space around it.
   *
   * @param who refers to the file, for the message
   * @throws IllegalArgumentException if it cannot be read; one line
   */
  public static String readFile(String who, String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException | InvalidPathException unreadable) {
      throw new IllegalArgumentException(
          who + " refers to the file " + file + ", which cannot be read", unreadable);
    }
  }
}
