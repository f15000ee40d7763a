package io.portrait.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS before a server that knows none, such as the embedded redis-server: its connections are
 * wrapped, as stunnel would.
 */
public final class TlsFront implements AutoCloseable {

  private final SSLServerSocket outside;
  private final int inside;

  private TlsFront(SSLServerSocket outside, int inside) {
    this.outside = outside;
    this.inside = inside;
  }

  /**
   * Listens.
   *
   * @param certificates of which {@code server} is this one's
   * @param port of the server behind, on this machine
   * @param wantsCertificate whether clients have to show one of the CA's
   */
  public static TlsFront before(int port, TestCertificates certificates, boolean wantsCertificate)
      throws IOException, GeneralSecurityException {
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(store(certificates.store("server")), TestCertificates.PASSWORD.toCharArray());
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(store(certificates.trusted()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    SSLServerSocket socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(wantsCertificate);
    TlsFront front = new TlsFront(socket, port);
    thread(front::accept);
    return front;
  }

  private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream bytes = Files.newInputStream(file)) {
      store.load(bytes, TestCertificates.PASSWORD.toCharArray());
    }
    return store;
  }

  /** Where it listens. */
  public int port() {
    return outside.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    outside.close();
  }

  private interface Work {
    void now() throws IOException;
  }

  private static void thread(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.now();
              } catch (IOException e) {
                // One side has gone: so does the other.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = outside.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), inside);
      thread(() -> copy(client, server));
      thread(() -> copy(server, client));
    }
  }

  private static void copy(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[8_192];
      InputStream in = from.getInputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        out.write(bytes, 0, read);
        out.flush();
      }
    }
  }
}
