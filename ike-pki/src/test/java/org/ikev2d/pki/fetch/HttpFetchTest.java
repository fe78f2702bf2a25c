package org.ikev2d.pki.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.ikev2d.pki.policy.RevocationPolicy.Proxy;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpFetchTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Bytes FIVE = Bytes.ofText("12345");
  private static final String OK = "HTTP/1.1 200 OK";

  private final AtomicInteger lookups = new AtomicInteger();

  /** A name server that tells the truth once, as one that rebinds names would. */
  private InetAddress[] once(InetAddress... first) throws UnknownHostException {
    if (lookups.incrementAndGet() > 1) {
      throw new UnknownHostException("asked again");
    }
    return first;
  }

  private static Fetched fetch(RawServer server, Duration timeout) {
    return fetch(InetAddress::getAllByName, "127.0.0.1", server.port(), true, timeout);
  }

  private static Fetched fetch(
      HostLookup.Resolver resolver, String host, int port, boolean anyAddress, Duration timeout) {
    return new HttpFetch(new HostLookup(resolver))
        .fetch(
            Resource.get(
                URI.create("http://" + host + ":" + port + "/crl?x=1"),
                10,
                anyAddress,
                Optional.empty()),
            timeout);
  }

  private static Fetched.Failed failed(Fetched fetched) {
    assertThat(fetched).isInstanceOf(Fetched.Failed.class);
    return (Fetched.Failed) fetched;
  }

  @Test
  void looksANameUpOnceAndTellsItToTheServer() {
    try (RawServer server = RawServer.saying(OK, "Content-Length: 5", "", "12345")) {
      InetAddress here = InetAddress.getLoopbackAddress();
      assertThat(fetch(h -> once(here), "crl.example.com", server.port(), true, LONG))
          .isEqualTo(new Fetched.Good(FIVE));
      assertThat(lookups).hasValue(1);
      assertThat(server.requests())
          .singleElement()
          .asString()
          .startsWith("GET /crl?x=1 HTTP/1.1\r\nHost: crl.example.com:" + server.port() + "\r\n");
    }
  }

  @Test
  void asksNoServerOfWhichOneAddressIsPrivate() {
    try (RawServer server = RawServer.saying(OK, "", "12345")) {
      InetAddress elsewhere = InetAddress.ofLiteral("203.0.113.1");
      InetAddress here = InetAddress.getLoopbackAddress();
      assertThat(
              failed(
                      fetch(
                          h -> once(elsewhere, here),
                          "crl.example.com",
                          server.port(),
                          false,
                          LONG))
                  .why())
          .contains("private address 127.0.0.1");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void triesTheNextAddressWhereOneRefuses() {
    try (RawServer server = RawServer.saying(OK, "", "12345")) {
      InetAddress closed = InetAddress.ofLiteral("127.0.0.9");
      InetAddress here = InetAddress.getLoopbackAddress();
      assertThat(fetch(h -> once(closed, here), "crl.example.com", server.port(), true, LONG))
          .isEqualTo(new Fetched.Good(FIVE));
    }
  }

  @Test
  void aNameServerThatHangsEndsInTime() {
    CountDownLatch never = new CountDownLatch(1);
    HostLookup.Resolver hanging =
        host -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new UnknownHostException(host);
        };
    Fetched.Failed failed =
        failed(fetch(hanging, "crl.example.com", 80, true, Duration.ofMillis(200)));
    assertThat(failed.late()).isTrue();
    assertThat(failed.why()).contains("its name is not found within");
    never.countDown();
  }

  @Test
  void readsContentOfEveryFraming() {
    List<String[]> answers =
        List.of(
            new String[] {OK, "Content-Length: 5", "", "12345"},
            new String[] {OK, "content-length:5", "", "12345"},
            new String[] {"HTTP/1.0 200 fine", "", "12345"},
            new String[] {
              OK, "Transfer-Encoding: chunked", "", "2;x=y", "12", "3", "345", "0", "", ""
            },
            new String[] {"HTTP/1.1 100 Continue", "", OK, "Content-Length: 5", "", "12345"});
    for (String[] answer : answers) {
      try (RawServer server = RawServer.saying(answer)) {
        assertThat(fetch(server, LONG))
            .as(String.join("|", answer))
            .isEqualTo(new Fetched.Good(FIVE));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\n",
        "",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n12345",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n12345",
        "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n12345",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n12345",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n12345",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n12345",
        "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1/\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\n\r\n12345",
        "HTTP/1.1 204 Nothing\r\n\r\n"
      })
  void whatIsNoContentBecomesAReason(String answer) {
    try (RawServer server = RawServer.saying(answer)) {
      assertThat(failed(fetch(server, LONG)).late()).isFalse();
    }
  }

  @Test
  void endsWhatIsTooLongAtItsLimit() {
    List<RawServer.Answering> endless =
        List.of(
            out -> out.write((OK + "\r\nContent-Length: 11\r\n\r\n12345678901").getBytes()),
            out -> repeat(out, OK + "\r\n\r\n", "x"),
            out -> repeat(out, OK + "\r\nTransfer-Encoding: chunked\r\n\r\n", "5\r\n12345\r\n"),
            out -> repeat(out, OK + "\r\n", "X-Header: of no end\r\n"),
            out -> repeat(out, "HTTP/1.1 200 ", "no line end"));
    for (RawServer.Answering answering : endless) {
      try (RawServer server = RawServer.answering(answering)) {
        Fetched.Failed failed = failed(fetch(server, LONG));
        assertThat(failed.late()).isFalse();
        assertThat(failed.why()).contains("more than");
      }
    }
  }

  private static void repeat(java.io.OutputStream out, String head, String part)
      throws java.io.IOException {
    out.write(head.getBytes());
    while (true) {
      out.write(part.getBytes());
    }
  }

  @Test
  void aServerThatDripsIsGivenUpAsOneThatIsSilent() {
    RawServer.Answering dripping =
        out -> {
          out.write((OK + "\r\nContent-Length: 10\r\n\r\n").getBytes());
          out.write('1');
          new CountDownLatch(1).await(30, java.util.concurrent.TimeUnit.SECONDS);
        };
    RawServer.Answering drippingHead =
        out -> {
          for (int i = 0; i < 1000; i++) {
            out.write('H');
            out.flush();
            new CountDownLatch(1).await(20, java.util.concurrent.TimeUnit.MILLISECONDS);
          }
        };
    for (RawServer.Answering answering : List.of(dripping, drippingHead)) {
      try (RawServer server = RawServer.answering(answering)) {
        long start = System.nanoTime();
        Fetched.Failed failed = failed(fetch(server, Duration.ofMillis(300)));
        assertThat(failed.late()).isTrue();
        assertThat(failed.why()).contains("no answer within 300 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      }
    }
  }

  @Test
  void asksAProxyForTheWholeUrl() {
    try (RawServer proxy = RawServer.saying(OK, "Content-Length: 5", "", "12345")) {
      Fetched fetched =
          new HttpFetch(new HostLookup(InetAddress::getAllByName))
              .fetch(
                  Resource.get(
                      URI.create("http://crl.example.com/crl"),
                      10,
                      false,
                      Optional.of(new Proxy("127.0.0.1", proxy.port()))),
                  LONG);
      assertThat(fetched).isEqualTo(new Fetched.Good(FIVE));
      assertThat(proxy.requests())
          .singleElement()
          .asString()
          .startsWith("GET http://crl.example.com/crl HTTP/1.1\r\nHost: crl.example.com\r\n");
    }
  }
}
