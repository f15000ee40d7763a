package io.portrait.embedding.build;

/** A file that is no ONNX graph, or not the graph of a sentence encoder of BERT's kind. */
public final class OnnxFormatException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  OnnxFormatException(String message) {
    super(message);
  }

  OnnxFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
