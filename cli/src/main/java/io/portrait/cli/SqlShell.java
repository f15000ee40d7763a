package io.portrait.cli;

import io.portrait.cli.embedded.Ports;
import io.portrait.sql.run.SqlEngine;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.flink.table.client.cli.CliClient;
import org.apache.flink.table.client.gateway.Executor;
import org.apache.flink.table.gateway.SqlGateway;

/** Flink's own SQL client on this terminal, over a gateway in this process. */
final class SqlShell {

  private static final String SESSION = "portrait";

  private SqlShell() {}

  /**
   * Asks until the user leaves.
   *
   * @return the exit code
   */
  static int open(SqlEngine engine) {
    int port = Ports.free(0, "the SQL gateway");
    SqlGateway gateway = engine.gateway(port);
    try {
      gateway.start();
      try (Executor executor =
              Executor.create(
                  engine.context(),
                  InetSocketAddress.createUnresolved("127.0.0.1", port),
                  SESSION);
          CliClient client =
              new CliClient(
                  CliClient.DEFAULT_TERMINAL_FACTORY,
                  executor,
                  Path.of(System.getProperty("user.home"), ".flink-sql-history"))) {
        client.executeInInteractiveMode();
      }
      return Failure.DONE;
    } catch (Exception e) {
      throw Failure.because("the SQL client ended: " + Failure.reason(e), e);
    } finally {
      gateway.stop();
    }
  }
}
