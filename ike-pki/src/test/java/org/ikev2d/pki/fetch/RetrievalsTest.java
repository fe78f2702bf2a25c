package org.ikev2d.pki.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetrievalsTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Bytes CONTENT = Bytes.ofText("content");

  private final LoopbackServer server = new LoopbackServer();
  private final AtomicLong clock = new AtomicLong();
  private final Retrievals retrievals = new Retrievals(4, clock::get, InetAddress::getAllByName);

  @AfterEach
  void stop() {
    server.close();
  }

  private Fetched fetch(String path, Duration timeout) {
    return retrievals.fetch(
        Resource.get(URI.create(server.url(path)), 1000, true, Optional.empty()), timeout);
  }

  private static String why(Fetched fetched) {
    return ((Fetched.Failed) fetched).why();
  }

  @Test
  void fetchesWhatAServerHas() {
    server.serves("/a", CONTENT);
    assertThat(fetch("/a", LONG)).isEqualTo(new Fetched.Good(CONTENT));
  }

  @Test
  void givesUpServersThatHangOrStallOrFloodOrRedirect() {
    server.hangs("/hang").stalls("/stall").floods("/flood").fails("/moved", 302, server.url("/a"));
    assertThat(fetch("/hang", SHORT))
        .isInstanceOfSatisfying(Fetched.Failed.class, f -> assertThat(f.late()).isTrue());
    assertThat(fetch("/stall", SHORT))
        .isInstanceOfSatisfying(Fetched.Failed.class, f -> assertThat(f.late()).isTrue());
    assertThat(fetch("/flood", LONG))
        .isInstanceOfSatisfying(Fetched.Failed.class, f -> assertThat(f.late()).isFalse());
    assertThat(why(fetch("/moved", LONG))).contains("HTTP status 302");
  }

  @Test
  void asksAServerThatFailedOnlyAfterAWhile() {
    server.fails("/down", 503, "");
    assertThat(why(fetch("/down", LONG))).contains("503");
    assertThat(why(fetch("/down", LONG))).contains("503");
    assertThat(server.requests()).isEqualTo(1);
    clock.addAndGet(Duration.ofSeconds(31).toNanos());
    fetch("/down", LONG);
    assertThat(server.requests()).isEqualTo(2);
  }

  @Test
  void whatCannotBeGotMayStillBePosted() {
    assertThat(why(fetch("/ocsp", LONG))).contains("404");
    server.serves("/ocsp", CONTENT);
    URI uri = URI.create(server.url("/ocsp"));
    Resource question =
        new Resource(uri, CONTENT, "application/ocsp-request", 1000, true, Optional.empty());

    assertThat(retrievals.fetch(question, LONG)).isEqualTo(new Fetched.Good(CONTENT));
    assertThat(why(fetch("/ocsp", LONG))).as("remembered").contains("404");
  }

  @Test
  void aServerThatHangsLeavesRoomForOthers() throws Exception {
    server.hangs("/hang1").hangs("/hang2").hangs("/hang3");
    try (LoopbackServer other = new LoopbackServer().serves("/a", CONTENT);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Fetched>> hanging = new ArrayList<>();
      for (String path : List.of("/hang1", "/hang2", "/hang3")) {
        hanging.add(threads.submit(() -> fetch(path, Duration.ofSeconds(2))));
      }
      org.awaitility.Awaitility.await().until(() -> server.requests() == 2);
      assertThat(
              retrievals.fetch(
                  Resource.get(URI.create(other.url("/a")), 1000, true, Optional.empty()), LONG))
          .isEqualTo(new Fetched.Good(CONTENT));
      assertThat(hanging).as("still waiting").noneMatch(Future::isDone);
      assertThat(server.requests()).as("half of four at a time").isEqualTo(2);
      for (Future<Fetched> one : hanging) {
        assertThat(one.get()).isInstanceOf(Fetched.Failed.class);
      }
    }
  }

  @Test
  void doesNotAskPrivateAddresses() {
    server.serves("/a", CONTENT);
    Fetched fetched =
        retrievals.fetch(
            Resource.get(URI.create(server.url("/a")), 1000, false, Optional.empty()), LONG);
    assertThat(why(fetched)).contains("private address 127.0.0.1");
    assertThat(server.requests()).isZero();
  }

  @Test
  void whatACertificateMayNotAskIsStillAskedForPolicy() {
    server.serves("/a", CONTENT);
    Resource stranger = Resource.get(URI.create(server.url("/a")), 1000, false, Optional.empty());
    assertThat(why(retrievals.fetch(stranger, LONG))).contains("private address");
    assertThat(fetch("/a", LONG)).isEqualTo(new Fetched.Good(CONTENT));
  }

  @Test
  void aServerThatHadNoTimeToAnswerIsNotHeldToBeSlow() {
    server.hangs("/slow");
    for (int asked = 1; asked <= 2; asked++) {
      assertThat(why(fetch("/slow", SHORT))).contains("no answer within");
      assertThat(server.requests()).isEqualTo(asked);
    }
    Duration patient = Duration.ofMillis(1200);
    assertThat(why(fetch("/slow", patient))).contains("no answer within");
    assertThat(why(fetch("/slow", patient))).contains("no answer within");
    assertThat(server.requests()).as("found slow once it had a second").isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "192.0.0.8",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "fec0::1",
        "::7f00:1"
      })
  void knowsAddressesThatAreNotPublic(String address) {
    assertThat(AddressRules.isPublic(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2a00:1450::1", "64:ff9b::808:808"})
  void knowsAddressesThatArePublic(String address) {
    assertThat(AddressRules.isPublic(InetAddress.ofLiteral(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ldap://example.com/x", "https://example.com/", "file:///etc/passwd", "http:///x",
        "http://user:pw@example.com/", "no url", "//example.com/x", ""
      })
  void followsPlainHttpUrlsOnly(String url) {
    assertThat(Resource.url(url)).isEmpty();
  }
}
