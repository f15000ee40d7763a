package io.portrait.http;

import io.portrait.client.PreparedView;
import io.portrait.definition.Definition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;

/** Everything there is to see but profiles. */
final class Pages {

  private static final Duration READY_WITHIN = Duration.ofSeconds(1);

  /**
   * Whose profile is looked for to see whether Redis answers; whether it is there does not matter.
   */
  private static final String ANYBODY = "portrait-health";

  private static final Set<String> JSON = Set.of(Answer.JSON);
  private static final Set<String> TEXT = Set.of("text/plain", "application/openmetrics-text");

  private Pages() {}

  /** All of them. */
  static List<Route> of(Definition definition, Limits limits, Views views, HttpMetrics metrics) {
    PreparedView probe = views.of(Views.PROVENANCE, java.util.Optional.empty());
    Answer features = json(FeatureList.of(definition, limits));
    Answer description = json(OpenApi.of(definition, limits));
    Answer alive = json("{\"status\":\"up\"}");
    return List.of(
        new PageRoute("/v1/features", false, JSON, call -> done(() -> features)),
        new PageRoute("/openapi.json", true, JSON, call -> done(() -> description)),
        new PageRoute("/health/live", true, JSON, call -> done(() -> alive)),
        new PageRoute("/health/ready", true, JSON, call -> ready(probe)),
        new PageRoute(
            "/metrics",
            false,
            TEXT,
            call -> done(() -> metrics.page(call.request().getHeaders().get(HttpHeader.ACCEPT)))));
  }

  private static CompletableFuture<Answer> ready(PreparedView probe) {
    return probe
        .get(ANYBODY, READY_WITHIN)
        .thenApply(
            profile -> {
              if (Outcome.of(profile) == Outcome.ERROR) {
                throw Problem.tryAgain(profile.error());
              }
              return json("{\"status\":\"up\"}");
            });
  }

  private static CompletableFuture<Answer> done(Supplier<Answer> answer) {
    return CompletableFuture.completedFuture(answer.get());
  }

  private static Answer json(String text) {
    return Answer.json(text.getBytes(StandardCharsets.UTF_8));
  }
}
