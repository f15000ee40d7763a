package io.portrait.sql.run;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.table.catalog.CatalogBaseTable.TableKind;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.gateway.api.SqlGatewayService;
import org.apache.flink.table.gateway.api.operation.OperationHandle;
import org.apache.flink.table.gateway.api.results.TableInfo;
import org.apache.flink.table.gateway.api.session.SessionEnvironment;
import org.apache.flink.table.gateway.api.session.SessionHandle;
import org.apache.flink.table.gateway.api.utils.SqlGatewayException;
import org.apache.flink.table.gateway.rest.util.SqlGatewayRestAPIVersion;
import org.apache.flink.table.gateway.service.SqlGatewayServiceImpl;
import org.apache.flink.table.gateway.service.session.SessionManager;

/** Runs statements one after the other; what one sets or creates the next one sees. */
public final class SqlSession implements AutoCloseable {

  private static final Pattern UNLESS_THERE =
      Pattern.compile(
          "CREATE\\s+TEMPORARY\\s+(?:VIEW|TABLE)\\s+IF\\s+NOT\\s+EXISTS\\s+`?(\\w+)`?\\W.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("[^\\w$]+");
  private static final Set<TableKind> TABLES = Set.of(TableKind.TABLE, TableKind.VIEW);

  private final SqlGatewayService service;
  private final SessionHandle session;
  private final String database;

  private SqlSession(SqlGatewayService service, SessionHandle session) {
    this.service = service;
    this.session = session;
    database =
        service.listDatabases(session, SqlEngine.CATALOG).stream().findFirst().orElse("default");
  }

  static SqlSession open(SessionManager sessions) {
    SqlGatewayService service = new SqlGatewayServiceImpl(sessions);
    return new SqlSession(
        service,
        service.openSession(
            SessionEnvironment.newBuilder()
                .setSessionEndpointVersion(SqlGatewayRestAPIVersion.getDefaultVersion())
                .build()));
  }

  /**
   * Runs a statement.
   *
   * <p>A temporary table or view that is to be created only if there is none is passed over where
   * there is one. Flink would check its query first, and refuse it where it does not fit the tables
   * at hand, which is why somebody made another in its place.
   *
   * @param stop asked again and again; once it says so the statement is cancelled
   * @param read takes the result
   * @return false where it was passed over
   * @throws SqlException if it is wrong, or fails; one line
   * @throws CancellationException if it was stopped
   */
  public boolean run(Statement statement, BooleanSupplier stop, Consumer<SqlResult> read) {
    Matcher unlessThere = UNLESS_THERE.matcher(statement.text());
    if (unlessThere.matches() && exists(unlessThere.group(1))) {
      return false;
    }
    OperationHandle operation = null;
    try {
      operation = service.executeStatement(session, statement.text(), 0, new Configuration());
      read.accept(SqlResult.await(service, session, operation, isStreaming(), stop));
      return true;
    } catch (SqlGatewayException | SqlResult.FailedException e) {
      throw new SqlException(Mistakes.explain(e, statement, names()), e);
    } finally {
      if (operation != null) {
        service.closeOperation(session, operation);
      }
    }
  }

  private boolean isStreaming() {
    return RuntimeExecutionMode.STREAMING
        .name()
        .equalsIgnoreCase(
            service.getSessionConfig(session).get(ExecutionOptions.RUNTIME_MODE.key()));
  }

  private boolean exists(String table) {
    return tables().contains(table);
  }

  private Set<String> tables() {
    Set<String> tables = new TreeSet<>();
    for (TableInfo table : service.listTables(session, SqlEngine.CATALOG, database, TABLES)) {
      tables.add(table.getIdentifier().getObjectName());
    }
    return tables;
  }

  private Names names() {
    return new Names() {
      @Override
      public Collection<String> tables() {
        return SqlSession.this.tables();
      }

      @Override
      public Collection<String> columns(String statement) {
        Set<String> words = new TreeSet<>(Arrays.asList(WORD.split(statement)));
        words.retainAll(SqlSession.this.tables());
        Set<String> columns = new TreeSet<>();
        for (String table : words) {
          columns.addAll(
              service
                  .getTable(session, ObjectIdentifier.of(SqlEngine.CATALOG, database, table))
                  .getResolvedSchema()
                  .getColumnNames());
        }
        return columns;
      }

      @Override
      public Collection<String> functions() {
        Set<String> functions = new TreeSet<>();
        service
            .listSystemFunctions(session)
            .forEach(
                function ->
                    functions.add(
                        function.getIdentifier().getFunctionName().toUpperCase(Locale.ROOT)));
        return functions;
      }
    };
  }

  @Override
  public void close() {
    service.closeSession(session);
  }
}
