package org.ikev2d.pki.fetch;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that sends whatever it is told, HTTP or not. */
final class RawServer implements AutoCloseable {
  /** Answers one request. */
  @FunctionalInterface
  interface Answering {
    void to(OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket listening;
  private final Answering answering;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private RawServer(Answering answering) {
    this.answering = answering;
    try {
      listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    start(this::accept);
  }

  static RawServer answering(Answering answering) {
    return new RawServer(answering);
  }

  /** Sends text, lines ended as HTTP wants it, and closes. */
  static RawServer saying(String... lines) {
    byte[] octets = String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1);
    return new RawServer(out -> out.write(octets));
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Heads of requests. */
  List<String> requests() {
    return requests;
  }

  private synchronized void start(Runnable work) {
    threads.add(Thread.startVirtualThread(work));
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int octet = socket.getInputStream().read();
        if (octet < 0) {
          return;
        }
        head.append((char) octet);
      }
      requests.add(head.toString());
      answering.to(socket.getOutputStream());
    } catch (IOException gone) {
      // The other side has had enough.
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    threads.forEach(Thread::interrupt);
  }
}
