package io.portrait.cli.audit;

import io.portrait.audit.EventHistory;
import java.util.Optional;

/** The stored events that rows were made of. */
public interface EventLog extends AutoCloseable {

  /**
   * Reads everything there is by now that has not been read before.
   *
   * @throws io.portrait.cli.Failure if it cannot be read, or a stop was asked for
   */
  void readInto(EventHistory history);

  /** The topic under which the job knew these records, where that is known. */
  Optional<String> topic();

  /** Whether records are told by partition and offset; else by their bytes. */
  boolean isByPlace();

  /** How much has been read, from 0 to 1. */
  double progress();

  @Override
  void close();
}
