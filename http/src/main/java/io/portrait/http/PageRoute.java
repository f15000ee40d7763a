package io.portrait.http;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A page that no profile is on.
 *
 * @param open whether it is shown without a token
 * @param types of the answer
 * @param page makes the answer
 */
record PageRoute(
    String template,
    boolean open,
    Set<String> types,
    Function<Call, CompletableFuture<Answer>> page)
    implements Route {

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public CompletableFuture<Answer> answer(Call call) {
    return page.apply(call);
  }
}
