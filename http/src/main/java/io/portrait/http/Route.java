package io.portrait.http;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What a path stands for. */
interface Route {

  /** The path, {@code {user}} for its variable: what metrics and the description call it. */
  String template();

  /** {@code GET} or {@code POST}; who may GET may HEAD. */
  String method();

  /** Whether it is answered without a token. */
  default boolean open() {
    return false;
  }

  /** Whether it reads profiles, so that only so many are worked on at the same time. */
  default boolean limited() {
    return false;
  }

  /** The types of its answer, of which the client has to accept one. */
  default Set<String> types() {
    return Set.of(Answer.JSON);
  }

  /**
   * Answers, or fails with a {@link Problem}, which may be thrown as well; nobody is kept waiting.
   */
  CompletableFuture<Answer> answer(Call call);
}
