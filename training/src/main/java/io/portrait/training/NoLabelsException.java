package io.portrait.training;

/** There is no label to make a set of; the message is one line. */
public final class NoLabelsException extends RuntimeException {

  NoLabelsException(TrainingSetRequest request) {
    super(
        (request.labelFile() == null
                ? "no labels: none has matured that was known by " + request.knownBy()
                : "no labels in " + request.labelFile())
            + (request.from() == null && request.to() == null
                ? ""
                : ", with a time"
                    + (request.from() == null ? "" : " from " + request.from())
                    + (request.to() == null ? "" : " before " + request.to())));
  }
}
