package io.portrait.job;

import io.portrait.secret.SecretVariable;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where secrets come from: the environment or mounted files, never the configuration itself. */
public final class Secrets {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");

  /** Names of Kafka's and Iceberg's properties that are secrets, lower case. */
  private static final Pattern SECRET =
      Pattern.compile(
          "password|secret|jaas\\.config|access-key|shared-key|sas-token|authorization"
              + "|keystore\\.key|(^|[.-])(token|credentials?)$");

  /** A password inside a value, such as an address, whatever the property's name. */
  private static final Pattern PASSWORD_WITHIN =
      Pattern.compile(
          "password\\s*=\\s*[\"']?[^\\s\"';&]|://[^/@\\s:]*:[^/@\\s']+@", Pattern.CASE_INSENSITIVE);

  /** Stands for a reference where secrets are looked for: not what a password looks like. */
  private static final String NOTHING = "''";

  private final Map<String, String> environment;

  /** Secrets of an environment such as {@code System.getenv()}. */
  public Secrets(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The secret of a variable, or of the file that {@code <variable>_FILE} names; empty for none. An
   * empty variable counts as not set.
   *
   * @throws IllegalArgumentException if that file cannot be read, or both are set; one line
   */
  public String of(String variable) {
    return SecretVariable.read(environment, variable);
  }

  /**
   * A property with its references {@code ${env:NAME}} and {@code ${file:PATH}} replaced.
   *
   * @throws IllegalArgumentException if a reference leads nowhere, or a secret stands there itself;
   *     one line, without the value
   */
  public String resolve(String key, String written) {
    refuseSecret(key, written);
    return REFERENCE
        .matcher(written)
        .replaceAll(reference -> Matcher.quoteReplacement(value(key, reference)));
  }

  /**
   * Sees that no secret stands in a property itself.
   *
   * @throws IllegalArgumentException if one does; one line, without the value
   */
  public static void refuseSecret(String key, String written) {
    String withoutReferences = REFERENCE.matcher(written).replaceAll(NOTHING);
    boolean secretKey = SECRET.matcher(key.toLowerCase(Locale.ROOT)).find();
    if ((secretKey && withoutReferences.equals(written))
        || PASSWORD_WITHIN.matcher(withoutReferences).find()) {
      throw new IllegalArgumentException(
          "'" + key + "' holds a secret: write ${env:NAME} or ${file:PATH} in its place");
    }
  }

  private String value(String key, MatchResult reference) {
    String name = reference.group(2);
    if (reference.group(1).equals("file")) {
      return SecretVariable.readFile("'" + key + "'", name);
    }
    String value = environment.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "'" + key + "' refers to the environment variable " + name + ", which is not set");
    }
    return value;
  }
}
