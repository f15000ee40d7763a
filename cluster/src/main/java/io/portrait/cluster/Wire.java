package io.portrait.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The wire between clients and a server: bytes go through as they are, until somebody disturbs it.
 * Clients are given its address in place of the server's.
 */
public final class Wire implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final int port;
  private final int serverPort;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "wire");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile long delayMillis;
  private volatile boolean open = true;
  private @Nullable ServerSocket listener;

  private Wire(int port, int serverPort) {
    this.port = port;
    this.serverPort = serverPort;
  }

  /**
   * Lays a wire.
   *
   * @param port to listen on, of the loopback address
   * @param serverPort where the server is, now or later
   */
  public static Wire lay(int port, int serverPort) throws IOException {
    Wire wire = new Wire(port, serverPort);
    wire.listen();
    return wire;
  }

  /** The port that clients connect to. */
  public int port() {
    return port;
  }

  /** From now on every piece of an answer is that late; zero for none. */
  public void delay(Duration each) {
    delayMillis = each.toMillis();
  }

  /** Drops every connection and refuses new ones. */
  public synchronized void cut() throws IOException {
    if (listener != null) {
      listener.close();
      listener = null;
    }
    drop();
  }

  /** Drops every connection; new ones go through. */
  public void drop() {
    sockets.forEach(Wire::shut);
    sockets.clear();
  }

  /** Undoes {@link #cut} and {@link #delay}. */
  public synchronized void mend() throws IOException {
    delayMillis = 0;
    if (listener == null) {
      listen();
    }
  }

  @Override
  public void close() throws IOException {
    open = false;
    cut();
    threads.shutdownNow();
  }

  private synchronized void listen() throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    listener = socket;
    threads.execute(() -> accept(socket));
  }

  private void accept(ServerSocket socket) {
    while (open && !socket.isClosed()) {
      Socket client;
      try {
        client = socket.accept();
      } catch (IOException cut) {
        return;
      }
      threads.execute(() -> connect(client));
    }
  }

  private void connect(Socket client) {
    Socket server = new Socket();
    sockets.add(client);
    sockets.add(server);
    try {
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort), 5_000);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      threads.execute(() -> pump(client, server, false));
      pump(server, client, true);
    } catch (IOException | RuntimeException noServer) {
      close(client, server);
    }
  }

  private void pump(Socket from, Socket to, boolean isAnswer) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (isAnswer && delayMillis > 0) {
          TimeUnit.MILLISECONDS.sleep(delayMillis);
        }
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException dropped) {
      // By either end, or by us.
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } finally {
      close(from, to);
    }
  }

  private void close(Socket one, Socket other) {
    shut(one);
    shut(other);
    sockets.remove(one);
    sockets.remove(other);
  }

  private static void shut(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // It is.
    }
  }
}
