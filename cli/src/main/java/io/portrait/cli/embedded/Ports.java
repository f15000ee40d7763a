package io.portrait.cli.embedded;

import io.portrait.cli.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback address. */
public final class Ports {

  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private Ports() {}

  /**
   * A port that nobody listened on a moment ago.
   *
   * @param wanted 1 to 65,535, or 0 for any
   * @param what names the part in the message
   * @throws Failure if the wanted port is in use or may not be used
   */
  public static int free(int wanted, String what) {
    try (ServerSocket socket = new ServerSocket()) {
      // What listened a moment ago may linger in TIME_WAIT: Kafka, Redis and Flink reuse it too.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), wanted));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw Failure.because(
          "port " + wanted + " for " + what + " cannot be used: " + Failure.reason(e), e);
    }
  }
}
