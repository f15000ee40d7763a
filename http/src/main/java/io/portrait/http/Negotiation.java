package io.portrait.http;

import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.QuotedQualityCSV;
import org.eclipse.jetty.server.Request;

/** Whether client and route can talk. */
final class Negotiation {

  private Negotiation() {}

  /**
   * Compares method and types.
   *
   * @throws Problem 400, 405 or 406
   */
  static void check(Request request, Route route) {
    String method = request.getMethod();
    boolean readable = route.method().equals("GET");
    if (!method.equals(route.method()) && !(readable && method.equals("HEAD"))) {
      throw Problem.wrongMethod(method, readable ? "GET, HEAD" : route.method());
    }
    if (!accepts(request, route.types())) {
      throw Problem.of(
          HttpStatus.NOT_ACCEPTABLE_406,
          "there is only " + String.join(", ", route.types().stream().sorted().toList()));
    }
  }

  /** Whether the client takes one of some types; who does not say takes any. */
  private static boolean accepts(Request request, Set<String> types) {
    try {
      List<String> given = request.getHeaders().getCSV(HttpHeader.ACCEPT, false);
      QuotedQualityCSV preferred = new QuotedQualityCSV();
      given.forEach(preferred::addValue);
      return given.isEmpty()
          || preferred.getValues().stream().anyMatch(range -> includes(range, types));
    } catch (RuntimeException e) {
      // Jetty's parser has no exception of its own for what it cannot read, an open quote for one.
      throw Problem.of(HttpStatus.BAD_REQUEST_400, "the header Accept cannot be read");
    }
  }

  private static boolean includes(String range, Set<String> types) {
    String bare = range.split(";", 2)[0].strip();
    return bare.equals("*/*")
        || types.contains(bare)
        || types.stream()
            .anyMatch(type -> bare.equals(type.substring(0, type.indexOf('/')) + "/*"));
  }
}
