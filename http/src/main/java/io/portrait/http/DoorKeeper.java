package io.portrait.http;

import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/** Who may come in. */
final class DoorKeeper {

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final BearerTokens tokens;

  DoorKeeper(BearerTokens tokens) {
    this.tokens = tokens;
  }

  /** Whether a name or address is this machine's own, which nobody else reaches. */
  static boolean isThisMachine(String host) {
    return THIS_MACHINE.contains(host.toLowerCase(Locale.ROOT));
  }

  /**
   * Lets a request take a route.
   *
   * @throws Problem 401 without one of the tokens; where nobody has one, 421 if it was sent to
   *     another name than this machine's: a web page can have its own name lead here, and so read
   *     what a browser's owner may read
   */
  void check(Request request, Route route) {
    if (route.open()) {
      return;
    }
    if (tokens.isEmpty() && !isThisMachine(Request.getServerName(request))) {
      throw Problem.of(
          HttpStatus.MISDIRECTED_REQUEST_421,
          "without a token this machine is called localhost or 127.0.0.1 only");
    }
    tokens.check(request.getHeaders().get(HttpHeader.AUTHORIZATION));
  }
}
