package io.portrait.embedding;

import io.portrait.embedding.model.SentenceModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Cuts texts into batches by length. A batch costs what its longest text costs times how many there
 * are: of mixed lengths it is slower than one text at a time.
 */
final class Batches {

  /** Tokens of a batch, padding included: some hundred megabytes of a device. */
  static final int MOST_TOKENS = 16_384;

  private Batches() {}

  /**
   * A request and its tokens.
   *
   * @param tokens at least one
   */
  record Tokenized(Request request, long[] tokens) {}

  /** The tokens of each. */
  static List<Tokenized> tokenize(SentenceModel model, List<Request> requests) {
    List<Tokenized> tokenized = new ArrayList<>(requests.size());
    for (Request request : requests) {
      tokenized.add(new Tokenized(request, model.tokenize(request.text())));
    }
    return tokenized;
  }

  /**
   * Batches of texts of about one length, the shortest first.
   *
   * @param most texts of one, at least 1
   * @param isOneLength whether all texts of a batch must have the same length
   */
  static List<List<Tokenized>> of(List<Tokenized> texts, int most, boolean isOneLength) {
    List<Tokenized> sorted = new ArrayList<>(texts);
    sorted.sort(Comparator.comparingInt(text -> text.tokens().length));
    List<List<Tokenized>> batches = new ArrayList<>();
    int from = 0;
    for (int until = 1; until <= sorted.size(); until++) {
      boolean isFull =
          until == sorted.size()
              || until - from == most
              || (isOneLength && length(sorted, until) != length(sorted, from))
              || (long) length(sorted, until) * (until + 1 - from) > MOST_TOKENS;
      if (isFull) {
        batches.add(sorted.subList(from, until));
        from = until;
      }
    }
    return batches;
  }

  private static int length(List<Tokenized> texts, int index) {
    return texts.get(index).tokens().length;
  }
}
