package io.portrait.http;

import io.portrait.secret.SecretVariable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may read: bearer tokens (RFC 6750), of which any one is enough, so that a new one can be
 * handed out before the old one goes. Keeps only their SHA-256. Thread-safe.
 */
public final class BearerTokens {

  /** The variable of the environment they come from; {@code _FILE} after it names a file. */
  public static final String VARIABLE = "PORTRAIT_HTTP_TOKEN";

  private static final int MIN_LENGTH = 16;
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
  private static final String SCHEME = "bearer ";
  private static final String CHALLENGE = "Bearer realm=\"portrait\"";

  private final List<byte[]> hashes;

  private BearerTokens(List<byte[]> hashes) {
    this.hashes = hashes;
  }

  /** Nobody needs a token. */
  public static BearerTokens none() {
    return new BearerTokens(List.of());
  }

  /**
   * Some tokens, with commas or white space between them.
   *
   * @throws IllegalArgumentException if one is too short, or has characters that tokens do not
   *     have; one line, without the token
   */
  static BearerTokens of(String text) {
    List<String> tokens =
        Arrays.stream(text.split("[,\\s]+")).filter(token -> !token.isEmpty()).toList();
    for (String token : tokens) {
      if (token.length() < MIN_LENGTH) {
        throw new IllegalArgumentException(
            VARIABLE + " holds a token of fewer than " + MIN_LENGTH + " characters");
      }
      if (!TOKEN.matcher(token).matches()) {
        throw new IllegalArgumentException(
            VARIABLE
                + " holds a token with other characters than A-Z a-z 0-9 . _ ~ + / - and = at its"
                + " end");
      }
    }
    return new BearerTokens(tokens.stream().map(BearerTokens::hash).toList());
  }

  /**
   * The tokens of an environment; none where it has no {@link #VARIABLE}.
   *
   * @throws IllegalArgumentException as {@link #of}, or if the file cannot be read or is empty
   */
  public static BearerTokens of(Map<String, String> environment) {
    BearerTokens tokens = of(SecretVariable.read(environment, VARIABLE));
    if (tokens.isEmpty() && !environment.getOrDefault(VARIABLE + "_FILE", "").isBlank()) {
      // A file that was to hold one: its absence must not open the door.
      throw new IllegalArgumentException(VARIABLE + "_FILE refers to a file that holds no token");
    }
    return tokens;
  }

  /** Whether nobody needs one. */
  boolean isEmpty() {
    return hashes.isEmpty();
  }

  /**
   * Lets a request in.
   *
   * @param authorization its header; null for none
   * @throws Problem 401, unless it holds one of the tokens
   */
  void check(@Nullable String authorization) {
    if (isEmpty()) {
      return;
    }
    if (authorization == null) {
      throw Problem.notAllowedIn("send Authorization: Bearer TOKEN", CHALLENGE);
    }
    if (!authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)
        || !matches(authorization.substring(SCHEME.length()).strip())) {
      throw Problem.notAllowedIn("the token is not valid", CHALLENGE + ", error=\"invalid_token\"");
    }
  }

  /** Takes as long whichever token it is, and however much of it is right. */
  private boolean matches(String token) {
    byte[] hash = hash(token);
    boolean found = false;
    for (byte[] known : hashes) {
      found |= MessageDigest.isEqual(known, hash);
    }
    return found;
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
