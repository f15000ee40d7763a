package io.portrait.http;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request is called in the client's log, and in ours if something goes wrong. */
final class RequestId {

  /** The header that carries it both ways. */
  static final String HEADER = "X-Request-Id";

  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private RequestId() {}

  /** The client's where it gave a harmless one, else a new one. */
  static String of(@Nullable String given) {
    return given != null && HARMLESS.matcher(given).matches()
        ? given
        : HexFormat.of().toHexDigits(RANDOM.nextLong());
  }
}
