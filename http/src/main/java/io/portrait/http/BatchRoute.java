package io.portrait.http;

import io.portrait.client.PreparedView;
import io.portrait.client.Profile;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MimeTypes;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/profiles:batch}: many profiles, in the order asked for. What cannot be read of
 * one is said in its place; only where none of them can be read is the whole answer an error.
 */
final class BatchRoute implements Route {

  private final Views views;
  private final Limits limits;
  private final HttpMetrics metrics;
  private final Executor writers;

  /**
   * A route.
   *
   * @param writers write the answers, which may be long: the client's threads have better to do
   */
  BatchRoute(Views views, Limits limits, HttpMetrics metrics, Executor writers) {
    this.writers = writers;
    this.views = views;
    this.limits = limits;
    this.metrics = metrics;
  }

  @Override
  public String template() {
    return "/v1/profiles:batch";
  }

  @Override
  public String method() {
    return "POST";
  }

  @Override
  public boolean limited() {
    return true;
  }

  @Override
  public CompletableFuture<Answer> answer(Call call) {
    @Nullable String type = call.request().getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type == null || !Answer.JSON.equalsIgnoreCase(MimeTypes.getBase(type))) {
      throw Problem.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, "send Content-Type: " + Answer.JSON);
    }
    return call.body(limits.bodyBytes()).thenCompose(body -> answer(Asked.of(body, limits)));
  }

  private CompletableFuture<Answer> answer(Asked asked) {
    PreparedView view = views.of(asked.features(), asked.view());
    List<String> possible = asked.users().stream().filter(UserIds::isPossible).toList();
    return view.getAll(possible, asked.deadline())
        .thenApplyAsync(found -> answer(asked.users(), found), writers);
  }

  /**
   * Puts what was found in the order asked for.
   *
   * @param found the profiles of those ids that are possible
   */
  private Answer answer(List<String> users, List<Profile> found) {
    List<Outcome> outcomes = found.stream().map(Outcome::of).toList();
    outcomes.forEach(metrics::count);
    if (!outcomes.isEmpty() && outcomes.stream().allMatch(Outcome.ERROR::equals)) {
      throw Problem.tryAgain(found.get(0).error());
    }
    return Answer.json(
        ProfileWriter.bytes(
            json -> {
              json.writeStartObject();
              json.writeArrayFieldStart("profiles");
              int next = 0;
              for (String user : users) {
                if (UserIds.isPossible(user)) {
                  ProfileWriter.write(json, found.get(next++));
                } else {
                  metrics.count(Outcome.ERROR);
                  ProfileWriter.writeImpossible(json, user);
                }
              }
              json.writeEndArray();
              json.writeEndObject();
            }));
  }
}
