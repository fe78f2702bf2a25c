package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.sign.SignaturePolicy;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sim.TestCa.Entity;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IdType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateAuthTest {
  private static final Entity ROOT = TestCa.root("Root");

  private static String established(SimNode node, String field) {
    IkeEvent event = node.events("ike.established").getFirst();
    return String.valueOf(event.fields().get(field));
  }

  private static void assertEstablished(TwoHosts hosts, CommandOutcome outcome) {
    assertThat(outcome)
        .as(() -> hosts.network.ladder().toString())
        .isEqualTo(new CommandOutcome.Done());
    assertThat(hosts.a.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(hosts.b.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(hosts.a.sadb()).hasSize(2);
    assertThat(hosts.b.sadb()).hasSize(2);
    assertThat(hosts.a.events("ike.fault")).isEmpty();
    assertThat(hosts.b.events("ike.fault")).isEmpty();
  }

  @Tag("R7427-3-1")
  @Tag("R8420-2-1")
  @Tag("R7427-4-1")
  @ParameterizedTest
  @CsvSource({
    "RSA-2048, DIGITAL_SIGNATURE:RSA-PSS",
    "RSA-4096, DIGITAL_SIGNATURE:RSA-PSS",
    "P-256, DIGITAL_SIGNATURE:ECDSA",
    "P-384, DIGITAL_SIGNATURE:ECDSA",
    "P-521, DIGITAL_SIGNATURE:ECDSA",
    "Ed25519, DIGITAL_SIGNATURE:Ed25519",
    "Ed448, DIGITAL_SIGNATURE:Ed448",
  })
  void provesIdentitiesByKeysOfEveryKind(String kind, String method) {
    TwoHosts hosts = CertHosts.hosts();
    hosts.a.use(TestCa.credentials(TestCa.host("a.example.com", kind, ROOT), ROOT));
    hosts.b.use(TestCa.credentials(TestCa.host("b.example.com", kind, ROOT), ROOT));

    assertEstablished(hosts, hosts.initiate());

    for (SimNode node : List.of(hosts.a, hosts.b)) {
      assertThat(established(node, "local_auth")).startsWith(method);
      assertThat(established(node, "remote_auth")).startsWith(method);
    }
    assertThat(established(hosts.a, "certificate")).contains("CN=b.example.com");
    assertThat(established(hosts.b, "certificate")).contains("CN=a.example.com");
  }

  @ParameterizedTest
  @CsvSource({"RSA-2048", "RSA-4096"})
  void signsByTheOlderPaddingWhereToldSo(String kind) {
    CertPolicy older =
        CertPolicy.DEFAULT
            .change()
            .signatures(SignaturePolicy.DEFAULT.withPadding(SignaturePolicy.RsaPadding.PKCS1))
            .done();
    TwoHosts hosts = CertHosts.hosts();
    hosts.a.use(
        TestCa.credentials(
            TestCa.store(List.of(TestCa.host("a.example.com", kind, ROOT)), List.of(ROOT)), older));
    hosts.b.use(TestCa.credentials(TestCa.host("b.example.com", kind, ROOT), ROOT));

    assertEstablished(hosts, hosts.initiate());

    assertThat(established(hosts.b, "remote_auth")).startsWith("DIGITAL_SIGNATURE:RSA-PKCS1");
    assertThat(established(hosts.b, "local_auth")).startsWith("DIGITAL_SIGNATURE:RSA-PSS");
  }

  /** RFC 4754 and RFC 7296: what peers know that have never heard of RFC 7427. */
  @Tag("R7296-3.8-1")
  @Tag("R4754-7-1")
  @ParameterizedTest
  @CsvSource({
    "RSA-2048, RSA_SIGNATURE:RSA-PKCS1",
    "P-256, ECDSA_256",
    "P-384, ECDSA_384",
    "P-521, ECDSA_521"
  })
  void fallsBackToTheOlderMethodsForAPeerThatTellsNoHashes(String kind, String method) {
    TwoHosts hosts = CertHosts.hosts();
    hosts.a.use(silent(TestCa.credentials(TestCa.host("a.example.com", kind, ROOT), ROOT)));
    hosts.b.use(TestCa.credentials(TestCa.host("b.example.com", kind, ROOT), ROOT));

    assertEstablished(hosts, hosts.initiate());

    assertThat(established(hosts.a, "local_auth")).startsWith(method);
    assertThat(established(hosts.a, "remote_auth")).startsWith(method);
  }

  private static Credentials silent(Credentials real) {
    return new Credentials() {
      @Override
      public Announcement announcement() {
        return new Announcement(Bytes.EMPTY, real.announcement().authorities(), false);
      }

      @Override
      public Proof prove(Claim claim) {
        return real.prove(claim);
      }

      @Override
      public Verdict judge(Evidence evidence) {
        return real.judge(evidence);
      }
    };
  }

  @Tag("R7296-3.6-1")
  @Test
  void sendsAChainWithTwoIntermediatesInFragments() {
    Entity lower = TestCa.authority("Lower", TestCa.authority("Upper", ROOT));
    TwoHosts hosts = CertHosts.hosts();
    hosts.a.use(TestCa.credentials(TestCa.host("a.example.com", "RSA-4096", lower), ROOT));
    hosts.b.use(TestCa.credentials(TestCa.host("b.example.com", "RSA-4096", lower), ROOT));
    int[] longest = new int[1];
    hosts.network.tap(p -> longest[0] = Math.max(longest[0], p.datagram().length()));

    assertEstablished(hosts, hosts.initiate());

    assertThat(longest[0]).isLessThanOrEqualTo(1280 - 28);
    assertThat(hosts.network.ladder()).hasSizeGreaterThan(4);
  }

  @Tag("R7296-4-1")
  @Tag("R7296-2.15-4")
  @ParameterizedTest
  @CsvSource({"CERT, PRESHARED", "PRESHARED, CERT"})
  void provesOneSideByCertificateAndTheOtherBySharedKey(AuthChoice ofA, AuthChoice ofB) {
    TwoHosts hosts = CertHosts.hosts(CertHosts.A, ofA, CertHosts.B, ofB);
    Entity signer =
        ofA == AuthChoice.CERT
            ? TestCa.host("a.example.com", "P-256", ROOT)
            : TestCa.host("b.example.com", "P-256", ROOT);
    hosts.a.use(TestCa.credentials(signer, ROOT));
    hosts.b.use(TestCa.credentials(signer, ROOT));

    assertEstablished(hosts, hosts.initiate());

    assertThat(established(hosts.a, ofA == AuthChoice.CERT ? "remote_auth" : "local_auth"))
        .isEqualTo("SHARED_KEY_MIC");
    assertThat(established(hosts.a, ofA == AuthChoice.CERT ? "local_auth" : "remote_auth"))
        .startsWith("DIGITAL_SIGNATURE:ECDSA");
  }

  @Tag("R7296-4-1")
  @Tag("R7296-3.5-1")
  @ParameterizedTest
  @CsvSource({"dn", "mail", "address", "key"})
  void provesIdentitiesOfEveryKind(String kind) throws Exception {
    Function<String, Entity> make =
        name ->
            TestCa.host(
                name,
                TestCa.keys("P-256"),
                ROOT,
                new GeneralName(GeneralName.rfc822Name, "admin@" + name),
                new GeneralName(
                    GeneralName.iPAddress,
                    new DEROctetString(
                        InetAddress.ofLiteral(name.startsWith("a") ? TwoHosts.A : TwoHosts.B)
                            .getAddress())));
    Entity a = make.apply("a.example.com");
    Entity b = make.apply("b.example.com");
    Function<Entity, Identity> id =
        e ->
            switch (kind) {
              case "dn" -> new Identity(IdType.DER_ASN1_DN, e.cert().subject().der());
              case "mail" ->
                  Identity.ofMailbox("admin@" + (e.equals(a) ? "a.example.com" : "b.example.com"));
              case "address" ->
                  Identity.ofAddress(Rules.address(e.equals(a) ? TwoHosts.A : TwoHosts.B));
              default -> new Identity(IdType.KEY_ID, e.cert().keyHash());
            };
    TwoHosts hosts = CertHosts.hosts(id.apply(a), AuthChoice.CERT, id.apply(b), AuthChoice.CERT);
    hosts.a.use(TestCa.credentials(a, ROOT));
    hosts.b.use(TestCa.credentials(b, ROOT));

    assertEstablished(hosts, hosts.initiate());
  }

  @Tag("R7296-3.7-1")
  @Test
  void takesACertificateThatThePeerAsksForAnAuthorityOf() {
    Entity other = TestCa.root("Other");
    Entity wanted = TestCa.host("a.example.com", "P-256", ROOT);
    TwoHosts hosts = CertHosts.hosts();
    hosts.a.use(
        TestCa.credentials(
            TestCa.store(
                List.of(TestCa.host("a.example.com", "P-256", other), wanted), List.of(ROOT)),
            CertPolicy.DEFAULT));
    hosts.b.use(TestCa.credentials(TestCa.host("b.example.com", "P-256", ROOT), ROOT));

    assertEstablished(hosts, hosts.initiate());
  }

  @Test
  void proofsThatTakeTheirTimeAreWaitedForAndRepetitionsAreAbsorbed() {
    TwoHosts hosts = CertHosts.hosts();
    hosts.a.use(TestCa.credentials(TestCa.host("a.example.com", "P-256", ROOT), ROOT));
    hosts.b.use(TestCa.credentials(TestCa.host("b.example.com", "P-256", ROOT), ROOT));
    hosts.b.delayProofs(Duration.ofSeconds(5));

    CompletableFuture<CommandOutcome> outcome = hosts.a.initiate("a-b");
    hosts.network.advance(Duration.ofSeconds(9));
    assertThat(outcome).isNotDone();
    assertThat(hosts.b.ikeSas().getFirst().sa().state().label()).isEqualTo("AUTHENTICATING");
    assertThat(hosts.b.events("message.dropped"))
        .as("repetitions of the request")
        .hasSizeGreaterThan(2)
        .allMatch(e -> e.toString().contains("while identities are being proved"));
    hosts.network.advance(Duration.ofSeconds(2));

    assertEstablished(hosts, outcome.getNow(null));
  }

  @Test
  void aRequestThatIsHeldBackByOneProofDelaysNoOtherPeer() {
    TwoHosts hosts = CertHosts.hosts();
    hosts.a.use(TestCa.credentials(TestCa.host("a.example.com", "P-256", ROOT), ROOT));
    hosts.b.use(TestCa.credentials(TestCa.host("b.example.com", "P-256", ROOT), ROOT));
    hosts.b.delayProofs(Duration.ofHours(1));
    hosts.a.initiate("a-b");
    hosts.network.advance(Duration.ofSeconds(5));

    hosts.b.delayProofs(Duration.ZERO);
    SimNode c =
        hosts.network.node(
            "C",
            "10.0.0.3",
            org.ikev2d.sa.EndpointSettings.DEFAULT,
            new SimPolicy(
                List.of(Rules.rule("c-b", "10.0.0.3", TwoHosts.B, Rules.AES_SHA256_X25519)),
                List.of(Rules.transport("c", "10.0.0.3", TwoHosts.B, Rules.ESP_AES_SHA512)),
                "a shared secret"),
            7);
    hosts.b.replace(
        new SimPolicy(
            List.of(
                CertHosts.rule(
                    TwoHosts.ruleB(Rules.AES_SHA256_X25519),
                    CertHosts.B,
                    AuthChoice.CERT,
                    CertHosts.A,
                    AuthChoice.CERT),
                Rules.rule("b-c", TwoHosts.B, "10.0.0.3", Rules.AES_SHA256_X25519)),
            List.of(
                TwoHosts.transportB(),
                Rules.transport("b-c", TwoHosts.B, "10.0.0.3", Rules.ESP_AES_SHA512)),
            "a shared secret"));
    CompletableFuture<CommandOutcome> outcome = c.initiate("c-b");
    hosts.network.advance(Duration.ofSeconds(1));

    assertThat(outcome.getNow(null)).isEqualTo(new CommandOutcome.Done());
  }

  @Test
  void survivesARekeyOfTheIkeSa() {
    TwoHosts hosts = CertHosts.hosts();
    hosts.a.use(TestCa.credentials(TestCa.host("a.example.com", "P-256", ROOT), ROOT));
    hosts.b.use(TestCa.credentials(TestCa.host("b.example.com", "P-256", ROOT), ROOT));
    hosts.initiate();
    CompletableFuture<CommandOutcome> rekey =
        hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
    hosts.settle();

    assertThat(rekey.getNow(null)).isEqualTo(new CommandOutcome.Done());
    assertThat(hosts.a.ikeSas().getFirst().methods().peer()).contains("ECDSA");
  }

  @Test
  void laysNoHintsIntoMessagesOfRulesWithSharedKeysOnly() {
    TwoHosts hosts = TwoHosts.usual();
    hosts.a.use(TestCa.credentials(TestCa.host("a.example.com", "P-256", ROOT), ROOT));
    int[] seen = new int[1];
    hosts.network.tap(p -> {
      var header = org.ikev2d.codec.MessageCodec.peekHeader(p.datagram()).orElseThrow();
      if (header.exchange().equals(ExchangeType.IKE_SA_INIT)
          && p.datagram().toHex().contains("0000402f")) {
        seen[0]++;
      }
    });
    hosts.initiate();

    assertThat(seen[0]).as("SIGNATURE_HASH_ALGORITHMS").isZero();
  }
}
