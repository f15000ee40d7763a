package io.portrait.http;

import io.portrait.client.Profile;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpStatus;

/** {@code GET /v1/profiles/{user}}: one profile. */
final class ProfileRoute implements Route {

  private final Views views;
  private final Limits limits;
  private final HttpMetrics metrics;

  ProfileRoute(Views views, Limits limits, HttpMetrics metrics) {
    this.views = views;
    this.limits = limits;
    this.metrics = metrics;
  }

  @Override
  public String template() {
    return "/v1/profiles/{user}";
  }

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public boolean limited() {
    return true;
  }

  @Override
  public CompletableFuture<Answer> answer(Call call) {
    Asked asked = Asked.of(call, limits);
    String user = asked.users().get(0);
    return views
        .of(asked.features(), asked.view())
        .get(user, asked.deadline())
        .thenApply(this::answer);
  }

  private Answer answer(Profile profile) {
    Outcome outcome = Outcome.of(profile);
    metrics.count(outcome);
    return switch (outcome) {
      case FOUND -> Answer.json(ProfileWriter.bytes(json -> ProfileWriter.write(json, profile)));
      case NOT_FOUND ->
          throw Problem.of(HttpStatus.NOT_FOUND_404, "no profile for '" + profile.userId() + "'");
      case ERASED -> throw Problem.of(HttpStatus.GONE_410, "'" + profile.userId() + "' was erased");
      case ERROR -> throw Problem.tryAgain(profile.error());
    };
  }
}
