package io.portrait.cli.state;

import java.io.Serializable;

/**
 * A user and the bytes that are kept of them.
 *
 * @param bytes as they are written to state, without the state backend's own keys and compression
 */
public record KeySize(String key, long bytes) implements Serializable {

  private static final long serialVersionUID = 1;
}
