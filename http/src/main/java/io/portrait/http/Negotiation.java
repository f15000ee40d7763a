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
   * @throws Problem 405 or 406
   */
  static void check(Request request, Route route) {
    String method = request.getMethod();
    boolean readable = route.method().equals("GET");
    if (!method.equals(route.method()) && !(readable && method.equals("HEAD"))) {
      throw Problem.wrongMethod(method, readable ? "GET, HEAD" : route.method());
    }
    List<String> accepted = request.getHeaders().getCSV(HttpHeader.ACCEPT, false);
    if (accepted.isEmpty()) {
      return;
    }
    QuotedQualityCSV preferred = new QuotedQualityCSV();
    accepted.forEach(preferred::addValue);
    if (preferred.getValues().stream().noneMatch(range -> includes(range, route.types()))) {
      throw Problem.of(
          HttpStatus.NOT_ACCEPTABLE_406,
          "there is only " + String.join(", ", route.types().stream().sorted().toList()));
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
