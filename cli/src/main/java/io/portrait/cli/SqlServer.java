package io.portrait.cli;

import io.portrait.cli.embedded.Ports;
import io.portrait.sql.run.SqlEngine;
import org.apache.flink.table.gateway.SqlGateway;

/** Flink's SQL gateway, for tools that are not this process. */
final class SqlServer {

  private static final long AWHILE_MILLIS = 60_000;

  private final Console console;
  private final SqlEngine engine;

  SqlServer(Console console, SqlEngine engine) {
    this.console = console;
    this.engine = engine;
  }

  /**
   * Serves until Ctrl-C.
   *
   * @param port of the loopback address; 0 for any
   * @return the exit code
   */
  int serve(int port) {
    int free = Ports.free(port, "the SQL gateway");
    SqlGateway gateway = engine.gateway(free);
    try (StopSignal stop = StopSignal.open()) {
      gateway.start();
      console.out().println("SQL gateway http://127.0.0.1:" + free + ", until Ctrl-C");
      console.out().flush();
      while (!stop.await(AWHILE_MILLIS)) {
        // Nothing to do but serve.
      }
      return Failure.DONE;
    } catch (Exception e) {
      throw Failure.because("the SQL gateway did not start: " + Failure.reason(e), e);
    } finally {
      gateway.stop();
    }
  }
}
