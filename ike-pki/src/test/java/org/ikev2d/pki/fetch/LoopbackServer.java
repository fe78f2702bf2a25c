package org.ikev2d.pki.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.ikev2d.wire.Bytes;

/** A real HTTP server on loopback, well-behaved or not. */
public final class LoopbackServer implements AutoCloseable {
  private final HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  public LoopbackServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  public int requests() {
    return requests.get();
  }

  private interface Answering {
    void to(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private LoopbackServer handle(String path, Answering answering) {
    server.createContext(
        path,
        exchange -> {
          requests.incrementAndGet();
          try (exchange) {
            answering.to(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return this;
  }

  /** Answers with what a function makes of the request's content. */
  public LoopbackServer answers(String path, Function<Bytes, Bytes> answer) {
    return handle(
        path,
        exchange -> {
          Bytes asked = Bytes.wrap(exchange.getRequestBody().readAllBytes());
          byte[] content = answer.apply(asked).toArray();
          exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
          exchange.getResponseBody().write(content);
        });
  }

  public LoopbackServer serves(String path, Bytes content) {
    return answers(path, request -> content);
  }

  public LoopbackServer fails(String path, int status, String location) {
    return handle(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("Location", location);
          exchange.sendResponseHeaders(status, -1);
        });
  }

  /** Never sends the headers. */
  public LoopbackServer hangs(String path) {
    return handle(path, exchange -> closed.await());
  }

  /** Sends headers and a part of the content, then nothing more. */
  public LoopbackServer stalls(String path) {
    return handle(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          closed.await();
        });
  }

  /** Sends without end. */
  public LoopbackServer floods(String path) {
    return handle(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] block = new byte[65_536];
          while (closed.getCount() > 0) {
            exchange.getResponseBody().write(block);
          }
        });
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
