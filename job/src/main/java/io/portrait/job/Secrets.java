package io.portrait.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where secrets come from: the environment or mounted files, never the configuration itself. */
public final class Secrets {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");
  private static final Pattern SECRET =
      Pattern.compile("password|secret|jaas|token|credential|access-key|keystore\\.key");

  private final Map<String, String> environment;

  /** Secrets of an environment such as {@code System.getenv()}. */
  public Secrets(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The secret of a variable, or of the file that {@code <variable>_FILE} names; empty for none.
   *
   * @throws IllegalArgumentException if that file cannot be read; one line
   */
  public String of(String variable) {
    String value = environment.get(variable);
    if (value != null) {
      return value;
    }
    String file = environment.get(variable + "_FILE");
    return file == null ? "" : read(file);
  }

  /**
   * A property with its references {@code ${env:NAME}} and {@code ${file:PATH}} replaced.
   *
   * @throws IllegalArgumentException if a reference leads nowhere, or a secret stands there itself;
   *     one line, without the value
   */
  String resolve(String key, String written) {
    Matcher reference = REFERENCE.matcher(written);
    StringBuilder resolved = new StringBuilder();
    boolean found = false;
    while (reference.find()) {
      found = true;
      String name = reference.group(2);
      String value = reference.group(1).equals("env") ? environment.get(name) : read(name);
      if (value == null) {
        throw new IllegalArgumentException(
            "'" + key + "' refers to the environment variable " + name + ", which is not set");
      }
      reference.appendReplacement(resolved, Matcher.quoteReplacement(value));
    }
    if (!found && SECRET.matcher(key.toLowerCase(Locale.ROOT)).find()) {
      throw new IllegalArgumentException(
          "'" + key + "' is a secret: write ${env:NAME} or ${file:PATH} instead of its value");
    }
    return reference.appendTail(resolved).toString();
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException | InvalidPathException unreadable) {
      throw new IllegalArgumentException("the secret file " + file + " cannot be read", unreadable);
    }
  }
}
