package io.portrait.job.sink;

import io.portrait.job.window.Cause;
import io.portrait.online.RowWrite;
import java.io.Serializable;

/**
 * A row on its way to Redis.
 *
 * @param write what is sent
 * @param cause the event that it was made for
 */
record RedisRow(RowWrite write, Cause cause) implements Serializable {

  private static final long serialVersionUID = 1;
}
