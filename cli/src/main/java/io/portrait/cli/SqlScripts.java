package io.portrait.cli;

import io.portrait.sql.run.ResultTable;
import io.portrait.sql.run.SqlEngine;
import io.portrait.sql.run.SqlResult;
import io.portrait.sql.run.SqlSession;
import io.portrait.sql.run.Statement;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Runs statements one after the other, to the first that is wrong, and prints what they give. */
final class SqlScripts {

  private final Console console;
  private final SqlEngine engine;
  private final PrintWriter out;

  SqlScripts(Console console, SqlEngine engine) {
    this.console = console;
    this.engine = engine;
    out = new PrintWriter(console.out(), false, StandardCharsets.UTF_8);
  }

  /**
   * Runs them in one session.
   *
   * @return the exit code
   * @throws io.portrait.sql.run.SqlException if one is wrong, or fails
   */
  int execute(List<Statement> statements) {
    try (StopSignal stop = StopSignal.open();
        SqlSession session = engine.session()) {
      for (Statement statement : statements) {
        session.run(statement, stop::asked, this::print);
      }
      return Failure.DONE;
    } catch (CancellationException e) {
      return Failure.INTERRUPTED;
    } finally {
      out.flush();
      console.out().flush();
    }
  }

  private void print(SqlResult result) {
    if (result.hasContent()) {
      ResultTable.print(result, out);
    }
  }
}
