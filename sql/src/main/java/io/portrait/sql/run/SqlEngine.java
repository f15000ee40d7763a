package io.portrait.sql.run;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.table.api.config.TableConfigOptions;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.gateway.SqlGateway;
import org.apache.flink.table.gateway.service.context.DefaultContext;
import org.apache.flink.table.gateway.service.session.SessionManager;

/**
 * SQL over a project's catalog, in this process: Flink's own SQL gateway, so that a script, the
 * interactive client and a tool from afar all get the same.
 *
 * <p>Queries are batch until {@code SET 'execution.runtime-mode' = 'streaming'}; times are UTC
 * until {@code SET 'table.local-time-zone'}; an {@code INSERT} is waited for.
 */
public final class SqlEngine implements AutoCloseable {

  /** The name of the catalog. */
  public static final String CATALOG = "portrait";

  private final Configuration configuration;
  private final SessionManager sessions;

  private SqlEngine(Configuration configuration, SessionManager sessions) {
    this.configuration = configuration;
    this.sessions = sessions;
  }

  /**
   * Opens it; no query runs yet.
   *
   * @param cluster the REST address of the Flink that queries run on
   * @param parallelism tasks of a step
   * @param catalog makes the catalog of a session
   */
  public static SqlEngine open(URI cluster, int parallelism, Supplier<Catalog> catalog) {
    Configuration configuration = new Configuration();
    configuration.set(DeploymentOptions.TARGET, "remote");
    configuration.set(DeploymentOptions.ATTACHED, true);
    configuration.set(RestOptions.ADDRESS, cluster.getHost());
    configuration.set(RestOptions.PORT, cluster.getPort());
    configuration.set(RestOptions.RETRY_DELAY, Duration.ofMillis(200));
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
    // Whoever waits wants to hear what is wrong.
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    configuration.set(TableConfigOptions.TABLE_DML_SYNC, true);
    configuration.set(TableConfigOptions.LOCAL_TIME_ZONE, "UTC");
    configuration.setString(
        "table.exec.iceberg.infer-source-parallelism.max", String.valueOf(parallelism));
    configuration.setString("sql-client.execution.result-mode", "tableau");
    SessionManager sessions =
        new PortraitSessions(
            SessionManager.create(new DefaultContext(configuration, List.of())), CATALOG, catalog);
    sessions.start();
    return new SqlEngine(configuration, sessions);
  }

  /** A session of its own: its settings and temporary tables are nobody else's. */
  public SqlSession session() {
    return SqlSession.open(sessions);
  }

  /**
   * A gateway that tools reach over REST, to be started and stopped.
   *
   * @param port of the loopback address
   */
  public SqlGateway gateway(int port) {
    Configuration endpoint = new Configuration(configuration);
    endpoint.setString("sql-gateway.endpoint.rest.address", "127.0.0.1");
    endpoint.setString("sql-gateway.endpoint.rest.bind-address", "127.0.0.1");
    endpoint.setString("sql-gateway.endpoint.rest.port", String.valueOf(port));
    return new SqlGateway(endpoint, sessions);
  }

  /** What a client of the gateway in this process starts from. */
  public DefaultContext context() {
    return new DefaultContext(configuration, List.of());
  }

  @Override
  public void close() {
    sessions.stop();
  }
}
