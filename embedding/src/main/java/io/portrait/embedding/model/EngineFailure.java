package io.portrait.embedding.model;

import java.util.List;
import java.util.Locale;

/** What the engine says when it fails: pages of native code, of which one line is for people. */
final class EngineFailure {

  /** How CUDA, its libraries, PyTorch's allocator and C++ say that there is no memory. */
  private static final List<String> OUT_OF_MEMORY =
      List.of("out of memory", "can't allocate memory", "alloc_failed", "bad_alloc");

  private EngineFailure() {}

  /** The line that says what went wrong. */
  static String line(Throwable failure) {
    Throwable root = root(failure);
    String message = root.getMessage();
    if (message == null || message.isBlank()) {
      return root.toString();
    }
    List<String> lines =
        message.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    // A script's errors come last, behind where in the script they came up.
    return lines.stream()
        .filter(line -> line.contains("Error: "))
        .reduce((earlier, later) -> later)
        .orElse(lines.get(0));
  }

  /** Whether there was no memory for it. */
  static boolean isOutOfMemory(Throwable failure) {
    String message = String.valueOf(root(failure).getMessage()).toLowerCase(Locale.ROOT);
    return OUT_OF_MEMORY.stream().anyMatch(message::contains);
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    Throwable cause = failure.getCause();
    while (cause != null) {
      root = cause;
      cause = root.getCause();
    }
    return root;
  }
}
