package io.portrait.benchmark.http;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.LongFunction;

/** HTTP/1.1 over one connection that stays, with as little around it as can be. */
final class HttpWay implements Way {

  private static final int ANSWER_MILLIS = 30_000;
  private static final String LENGTH = "content-length:";

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final LongFunction<String> path;

  /**
   * Connects.
   *
   * @param path what is asked for by the request's number
   */
  HttpWay(URI server, LongFunction<String> path) throws IOException {
    this.path = path;
    socket = new Socket();
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), ANSWER_MILLIS);
    socket.setSoTimeout(ANSWER_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 16 * 1_024);
    out = socket.getOutputStream();
  }

  @Override
  public void read(long number) throws IOException {
    String request = "GET " + path.apply(number) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    out.write(request.getBytes(StandardCharsets.US_ASCII));
    String status = line();
    if (!status.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(status);
    }
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
        length = Integer.parseInt(header.substring(LENGTH.length()).strip());
      }
    }
    if (in.readNBytes(length).length < length) {
      throw new EOFException("an answer ended early");
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int character = in.read(); character != '\n'; character = in.read()) {
      if (character < 0) {
        throw new EOFException("an answer ended early");
      }
      if (character != '\r') {
        line.append((char) character);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
