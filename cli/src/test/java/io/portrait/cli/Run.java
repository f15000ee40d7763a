package io.portrait.cli;

import io.portrait.cli.similar.TextVectors;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToIntBiFunction;

/**
 * A command that was run in this process.
 *
 * @param code exit code
 * @param out what it printed
 * @param err what it complained
 */
record Run(int code, String out, String err) {

  /** Runs a command to its end. */
  static Run of(String... arguments) {
    return captured(Portrait::run, arguments);
  }

  /** Runs a command to its end, with a model that reads texts. */
  static Run of(TextVectors.Factory models, String... arguments) {
    return captured((given, console) -> Portrait.run(given, console, models), arguments);
  }

  private static Run captured(ToIntBiFunction<List<String>, Console> run, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(stream(out), stream(err), false);
    int code = run.applyAsInt(List.of(arguments), console);
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The last line it printed. */
  String lastLine() {
    List<String> lines = out.lines().toList();
    return lines.get(lines.size() - 1);
  }

  /** Lines of complaint, those about parts and progress left out. */
  List<String> complaints() {
    return err.lines().filter(line -> line.startsWith("portrait: ")).toList();
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
