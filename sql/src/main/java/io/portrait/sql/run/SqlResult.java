package io.portrait.sql.run;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.flink.table.api.ResultKind;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.gateway.api.SqlGatewayService;
import org.apache.flink.table.gateway.api.operation.OperationHandle;
import org.apache.flink.table.gateway.api.results.ResultSet;
import org.apache.flink.table.gateway.api.results.ResultSet.ResultType;
import org.apache.flink.table.gateway.api.results.ResultSetImpl;
import org.apache.flink.table.gateway.api.session.SessionHandle;
import org.apache.flink.table.gateway.api.utils.SqlGatewayException;
import org.apache.flink.table.utils.print.RowDataToStringConverter;

/** What a statement gives: rows, as they come in, or nothing. */
public final class SqlResult implements Iterator<RowData> {

  private static final int PAGE = 5_000;
  private static final long PAUSE_MILLIS = 10;

  private final Source source;
  private final boolean streaming;
  private final Queue<RowData> rows = new ArrayDeque<>();
  private ResultSet page;
  private boolean atEnd;

  private interface Source {
    ResultSet next(long token);
  }

  /** What {@link SqlSession} makes an {@link SqlException} of. */
  static final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedException(Throwable cause) {
      super(cause);
    }
  }

  private SqlResult(Source source, boolean streaming) {
    this.streaming = streaming;
    this.source = source;
    page = source.next(0);
    rows.addAll(page.getData());
    atEnd = page.getResultType() == ResultType.EOS;
  }

  /** Waits until there is a result, or its first rows. */
  static SqlResult await(
      SqlGatewayService service,
      SessionHandle session,
      OperationHandle operation,
      boolean streaming,
      BooleanSupplier stop) {
    return new SqlResult(token -> fetch(service, session, operation, token, stop), streaming);
  }

  private static ResultSet fetch(
      SqlGatewayService service,
      SessionHandle session,
      OperationHandle operation,
      long token,
      BooleanSupplier stop) {
    while (true) {
      if (stop.getAsBoolean()) {
        service.cancelOperation(session, operation);
        throw new CancellationException("stopped");
      }
      try {
        ResultSet fetched = service.fetchResults(session, operation, token, PAGE);
        boolean idle =
            fetched.getResultType() == ResultType.NOT_READY
                || (fetched.getResultType() == ResultType.PAYLOAD
                    && fetched.getData().isEmpty()
                    && fetched.getNextToken() != null
                    && fetched.getNextToken() == token);
        if (!idle) {
          return fetched;
        }
      } catch (SqlGatewayException e) {
        throw new FailedException(e);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  /**
   * Whether there is something to show: the rows of a query, or of SHOW, DESCRIBE and their like.
   */
  public boolean hasContent() {
    return page.getResultKind() == ResultKind.SUCCESS_WITH_CONTENT;
  }

  /** Whether the rows are of a streaming query, so that one may take back an earlier one. */
  public boolean isStream() {
    return streaming && page.isQueryResult();
  }

  /** Whether the rows are of a query, rather than of SHOW, DESCRIBE and their like. */
  boolean isQuery() {
    return page.isQueryResult();
  }

  /** The columns. */
  public ResolvedSchema columns() {
    return page.getResultSchema();
  }

  /** Values as texts. */
  public RowDataToStringConverter texts() {
    return ((ResultSetImpl) page).getConverter();
  }

  @Override
  public boolean hasNext() {
    while (rows.isEmpty() && !atEnd) {
      Long token = page.getNextToken();
      if (token == null) {
        atEnd = true;
      } else {
        page = source.next(token);
        rows.addAll(page.getData());
        atEnd = page.getResultType() == ResultType.EOS;
      }
    }
    return !rows.isEmpty();
  }

  @Override
  public RowData next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return rows.remove();
  }
}
