package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.pki.auth.Hints;
import org.ikev2d.pki.fetch.HashAndUrl;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.policy.RevocationPolicy;
import org.ikev2d.pki.store.StoredKey;
import org.ikev2d.port.Credentials;
import org.ikev2d.sim.TestCa.Entity;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hosts that show their certificates as hash and URL. */
class HashAndUrlAuthTest {
  private static final Entity ROOT = TestCa.root("Root");
  private static final Entity LOWER = TestCa.authority("Lower", ROOT);
  private static final CertPolicy HERE =
      CertPolicy.DEFAULT
          .change()
          .revocation(RevocationPolicy.OFF.withPrivateAddresses(true))
          .done();

  private final Map<String, Bytes> files = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          Bytes content = files.get(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(
              content == null ? 404 : 200, content == null ? -1 : content.length());
          if (content != null) {
            exchange.getResponseBody().write(content.toArray());
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private void publish(Entity entity) {
    Bytes der = entity.cert().der();
    String url = HashAndUrl.payload(der, "/").data().slice(20, 61).toText();
    files.put(url, der);
  }

  private Credentials host(String name, boolean looksUp, boolean hasUrl) {
    Entity own = TestCa.host(name, "P-256", LOWER);
    publish(own);
    publish(LOWER);
    return TestCa.credentials(
        TestCa.store(List.of(own), List.of(ROOT)),
        HERE,
        new Hints(
            false,
            looksUp ? Optional.of(new HashAndUrl(4)) : Optional.empty(),
            hasUrl ? Optional.of(base()) : Optional.empty()));
  }

  @Tag("R7296-3.6-3")
  @Test
  void bothSidesFetchTheOthersChain() {
    TwoHosts hosts = CertHosts.hosts();
    hosts.a.use(host("a.example.com", true, true));
    hosts.b.use(host("b.example.com", true, true));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertThat(asked).hasValue(4);
    assertThat(hosts.b.ikeSas().getFirst().methods().certificate()).contains("a.example.com");
  }

  @Tag("R7296-3.6-3")
  @Test
  void whoHasNotAnnouncedItGetsCertificates() {
    TwoHosts hosts = CertHosts.hosts();
    hosts.a.use(host("a.example.com", false, true));
    hosts.b.use(host("b.example.com", false, true));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertThat(asked).hasValue(0);
  }

  @Tag("R7296-3.6-3")
  @Test
  void nothingIsFetchedUnannouncedAndTheLogSaysWhatCame() {
    TwoHosts hosts = CertHosts.hosts();
    Credentials real = host("a.example.com", true, true);
    hosts.a.use(alwaysByUrl(real));
    hosts.b.use(host("b.example.com", false, false));

    assertThat(hosts.initiate()).isInstanceOf(CommandOutcome.Failed.class);

    assertThat(asked).hasValue(0);
    assertThat(hosts.b.events("ike.refused").getFirst().fields().get("why"))
        .contains("no X.509 certificate but [HASH_AND_URL_CERT]");
  }

  private static Credentials alwaysByUrl(Credentials real) {
    return new Credentials() {
      @Override
      public Announcement announcement() {
        return real.announcement();
      }

      @Override
      public Proof prove(Claim claim) {
        return real.prove(
            new Claim(
                claim.rule(),
                claim.own(),
                claim.wanted(),
                claim.hashes(),
                claim.methods(),
                true,
                claim.key(),
                claim.octets()));
      }

      @Override
      public Verdict judge(Evidence evidence) {
        return real.judge(evidence);
      }
    };
  }

  /** There a certificate proves nothing, wherever it lies. */
  @Test
  void nothingIsFetchedForARuleWithRawKeys() {
    StoredKey a = RawKeyTest.own("Ed25519");
    StoredKey b = RawKeyTest.own("Ed25519");
    TwoHosts hosts = RawKeyTest.hosts("peer0");
    hosts.a.use(withUrl(RawKeyTest.store(a, b), base() + "certificate"));
    hosts.b.use(
        TestCa.credentials(
            RawKeyTest.contents(b, a),
            HERE,
            new Hints(false, Optional.of(new HashAndUrl(4)), Optional.empty())));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertThat(hosts.b.ikeSas().getFirst().methods().certificate()).isEqualTo("public key peer0");
    assertThat(asked).hasValue(0);
  }

  private static Credentials withUrl(Credentials real, String url) {
    CertPayload named = HashAndUrl.payload(Bytes.ofText("a certificate"), url);
    return new Credentials() {
      @Override
      public Announcement announcement() {
        return real.announcement();
      }

      @Override
      public Proof prove(Claim claim) {
        Proof.Made made = (Proof.Made) real.prove(claim);
        return new Proof.Made(List.of(named), made.auth(), made.how());
      }

      @Override
      public Verdict judge(Evidence evidence) {
        return real.judge(evidence);
      }
    };
  }

  @Test
  void aUrlThatLeadsNowhereIsNamed() {
    TwoHosts hosts = CertHosts.hosts();
    hosts.a.use(host("a.example.com", true, true));
    hosts.b.use(host("b.example.com", true, true));
    files.clear();

    assertThat(hosts.initiate()).isInstanceOf(CommandOutcome.Failed.class);

    assertThat(hosts.b.events("ike.refused").getFirst().fields().get("why"))
        .contains(base())
        .contains("HTTP status 404");
    assertThat(asked).as("the second URL is not asked for").hasValue(1);
  }
}
