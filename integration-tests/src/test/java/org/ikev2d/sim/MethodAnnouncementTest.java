package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.payload.AuthAnnouncement;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.pki.auth.Hints;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.sign.Digest;
import org.ikev2d.pki.sign.SchemeCodec;
import org.ikev2d.pki.sign.SignatureScheme;
import org.ikev2d.pki.x509.KeyKind;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.IkeXform;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sim.TestCa.Entity;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SUPPORTED_AUTH_METHODS between two hosts with certificates of several kinds (RFC 9593). */
class MethodAnnouncementTest {
  private static final Entity ROOT = TestCa.root("Root");
  private static final Entity OTHER = TestCa.root("Other");
  private static final String NOTIFY = "0000403b";

  private static final SignatureScheme ED25519 = new SignatureScheme.EdDsa(KeyKind.ED25519);
  private static final SignatureScheme ECDSA = new SignatureScheme.Ecdsa(Digest.SHA256);
  private static final SignatureScheme PSS = SignatureScheme.RsaPss.of(Digest.SHA384);

  /** Has a certificate of each of three kinds for its name. */
  private static Credentials rich(String name) {
    List<Entity> own = new ArrayList<>();
    for (String kind : List.of("P-256", "RSA-2048", "Ed25519")) {
      own.add(TestCa.host(name, kind, ROOT));
    }
    return TestCa.credentials(
        TestCa.store(own, List.of(ROOT, OTHER)), CertPolicy.DEFAULT, Hints.ofMethods(true));
  }

  /** Announces something of its own. */
  private static Credentials announcing(Credentials real, Bytes methods) {
    return new Credentials() {
      @Override
      public Announcement announcement() {
        Announcement told = real.announcement();
        return new Announcement(told.hashes(), told.authorities(), false, methods);
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

  private static Bytes only(SignatureScheme... schemes) {
    List<AuthAnnouncement> all = new ArrayList<>();
    for (SignatureScheme scheme : schemes) {
      all.add(AuthAnnouncement.ofSignature(SchemeCodec.encode(scheme)));
    }
    return AuthAnnouncement.encode(all);
  }

  private static TwoHosts hosts(int mtu, IkeXform xform) {
    EndpointSettings settings = EndpointSettings.DEFAULT.withFragmentation(true, mtu);
    return new TwoHosts(
        TwoHosts.policy(
            CertHosts.rule(
                TwoHosts.ruleA(xform), CertHosts.A, AuthChoice.CERT, CertHosts.B, AuthChoice.CERT),
            TwoHosts.transportA()),
        TwoHosts.policy(
            CertHosts.rule(
                TwoHosts.ruleB(xform), CertHosts.B, AuthChoice.CERT, CertHosts.A, AuthChoice.CERT),
            TwoHosts.transportB()),
        settings);
  }

  private static TwoHosts hosts() {
    return hosts(1350, Rules.AES_SHA256_X25519);
  }

  private static void assertUp(TwoHosts hosts, String proofOfA, String proofOfB) {
    assertThat(hosts.a.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(hosts.b.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(hosts.a.ikeSas().getFirst().methods().own()).contains(proofOfA);
    assertThat(hosts.a.ikeSas().getFirst().methods().peer()).contains(proofOfB);
    assertThat(hosts.b.ikeSas().getFirst().methods().peer()).contains(proofOfA);
  }

  private static long messages(TwoHosts hosts, ExchangeType exchange) {
    return hosts.network.ladder().stream().filter(l -> l.contains(exchange + " ")).count();
  }

  /** Data of the first such notification in the clear; null if there was none. */
  private static String[] tapInit(TwoHosts hosts) {
    return tapInit(hosts, new ArrayList<>());
  }

  /** Collects the message IDs of IKE_INTERMEDIATE too. */
  private static String[] tapInit(TwoHosts hosts, List<Integer> intermediate) {
    String[] seen = new String[1];
    hosts.network.tap(p -> {
      String hex = p.datagram().toHex();
      MessageHeader header = MessageCodec.peekHeader(p.datagram()).orElseThrow();
      if (header.exchange().equals(ExchangeType.IKE_INTERMEDIATE)) {
        intermediate.add(header.messageId());
      }
      boolean init = header.exchange().equals(ExchangeType.IKE_SA_INIT);
      int at = init ? hex.indexOf(NOTIFY) : -1;
      if (at >= 0) {
        int length = Integer.parseInt(hex.substring(at - 4, at), 16) - 8;
        seen[0] = hex.substring(at + 8, at + 8 + 2 * length);
      }
    });
    return seen;
  }

  @Tag("R9593-3-1")
  @ParameterizedTest
  @CsvSource({
    "RSA, Ed25519, RSA-PSS/SHA-384, Ed25519",
    "Ed25519, RSA, Ed25519, RSA-PSS/SHA-384",
    "P-256, Ed25519, ECDSA, Ed25519",
    "Ed25519, P-256, Ed25519, ECDSA"
  })
  void eachSideShowsTheCertificateThatTheOtherCanVerify(
      String takenByB, String takenByA, String proofOfA, String proofOfB) {
    TwoHosts hosts = hosts();
    hosts.a.use(announcing(rich("a.example.com"), only(scheme(takenByA))));
    hosts.b.use(announcing(rich("b.example.com"), only(scheme(takenByB))));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertUp(hosts, proofOfA, proofOfB);
    assertThat(messages(hosts, ExchangeType.IKE_INTERMEDIATE)).isZero();
    assertThat(hosts.a.ikeSas().getFirst().methods().announced()).isEqualTo("DIGITAL_SIGNATURE");
    assertThat(hosts.b.ikeSas().getFirst().methods().announced()).isEqualTo("DIGITAL_SIGNATURE");
  }

  private static SignatureScheme scheme(String name) {
    return switch (name) {
      case "RSA" -> PSS;
      case "P-256" -> ECDSA;
      default -> ED25519;
    };
  }

  @Test
  void allThatWeTakeIsAnnouncedAndAnythingOfItWillDo() {
    TwoHosts hosts = hosts();
    hosts.a.use(rich("a.example.com"));
    hosts.b.use(rich("b.example.com"));
    String[] told = tapInit(hosts);

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertUp(hosts, "DIGITAL_SIGNATURE", "DIGITAL_SIGNATURE");
    assertThat(AuthAnnouncement.decode(Bytes.ofHex(told[0])).orElseThrow())
        .contains(
            AuthAnnouncement.of(AuthMethod.RSA_SIGNATURE),
            AuthAnnouncement.of(AuthMethod.ECDSA_256),
            AuthAnnouncement.ofSignature(SchemeCodec.encode(ED25519)),
            AuthAnnouncement.ofSignature(SchemeCodec.encode(PSS)))
        .doesNotContain(AuthAnnouncement.of(AuthMethod.DSS_SIGNATURE));
    assertThat(hosts.a.events("auth.method.unannounced")).isEmpty();
    assertThat(hosts.b.events("auth.method.unannounced")).isEmpty();
  }

  /** The second authority of B's request, linked to Ed25519: A's RSA key is for the first one. */
  @Test
  void anAnnouncementMayBeMeantForCertificatesOfOneAuthority() {
    Entity byOther = TestCa.host("a.example.com", "P-256", OTHER);
    Entity byRoot = TestCa.host("a.example.com", "Ed25519", ROOT);
    TwoHosts hosts = hosts();
    hosts.a.use(
        TestCa.credentials(
            TestCa.store(List.of(byOther, byRoot), List.of(ROOT, OTHER)), CertPolicy.DEFAULT));
    for (boolean ed25519 : List.of(true, false)) {
      List<AuthAnnouncement> linked =
          List.of(
              new AuthAnnouncement(
                  AuthMethod.DIGITAL_SIGNATURE, ed25519 ? 1 : 9, SchemeCodec.encode(ED25519)),
              new AuthAnnouncement(
                  AuthMethod.DIGITAL_SIGNATURE, ed25519 ? 9 : 2, SchemeCodec.encode(ECDSA)));
      hosts.b.use(announcing(rich("b.example.com"), AuthAnnouncement.encode(linked)));

      assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

      assertUp(hosts, ed25519 ? "Ed25519" : "ECDSA", "DIGITAL_SIGNATURE");
      hosts.a.endpoint().deleteAll("next");
      hosts.settle();
    }
  }

  @Test
  void whatNoneOfOurKeysCanDoIsReportedAndTheUsualOneIsShown() {
    TwoHosts hosts = hosts();
    hosts.a.use(TestCa.credentials(TestCa.host("a.example.com", "P-256", ROOT), ROOT));
    hosts.b.use(announcing(rich("b.example.com"), only(ED25519)));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertUp(hosts, "ECDSA", "DIGITAL_SIGNATURE");
    assertThat(hosts.a.events("auth.method.unannounced").getFirst().fields())
        .containsEntry("ours", "DIGITAL_SIGNATURE")
        .containsEntry("theirs", "DIGITAL_SIGNATURE");
  }

  @Test
  void aListThatMakesNoSenseIsAsIfItHadNotCome() {
    TwoHosts hosts = hosts();
    hosts.a.use(announcing(rich("a.example.com"), Bytes.ofHex("01")));
    hosts.b.use(announcing(rich("b.example.com"), Bytes.ofHex("0302")));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertThat(hosts.a.ikeSas().getFirst().methods().announced()).isEmpty();
    assertThat(hosts.b.ikeSas().getFirst().methods().announced()).isEmpty();
  }

  @Tag("R9593-3-1")
  @Tag("R9242-3-1")
  @Test
  void whatHasNoRoomInIkeSaInitComesInAnExchangeOfItsOwn() {
    TwoHosts hosts = hosts(576, Rules.AES_SHA256_X25519);
    hosts.a.use(rich("a.example.com"));
    Credentials b = rich("b.example.com");
    hosts.b.use(announcing(b, Bytes.concat(only(PSS), unknown(500))));
    String[] told = tapInit(hosts);

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertThat(told[0]).isEmpty();
    assertThat(messages(hosts, ExchangeType.IKE_INTERMEDIATE)).isGreaterThanOrEqualTo(2);
    assertUp(hosts, "RSA-PSS/SHA-384", "DIGITAL_SIGNATURE");
  }

  /** Announcements of a kind that nobody knows. */
  private static Bytes unknown(int octets) {
    byte[] all = new byte[octets];
    for (int at = 0; at < octets; at += 250) {
      all[at] = (byte) 250;
      all[at + 1] = (byte) 200;
    }
    return Bytes.wrap(all);
  }

  @Tag("R9593-3-1")
  @Test
  void anAdditionalKeyExchangeBringsItAlong() {
    IkeXform xform = Rules.AES_SHA256_X25519.withAdditional(List.of(GroupId.ECP_256));
    TwoHosts hosts = hosts(576, xform);
    hosts.a.use(rich("a.example.com"));
    hosts.b.use(announcing(rich("b.example.com"), Bytes.concat(only(PSS), unknown(500))));
    List<Integer> ids = new ArrayList<>();
    String[] told = tapInit(hosts, ids);

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertThat(told[0]).isEmpty();
    assertThat(ids).isNotEmpty().containsOnly(1);
    assertUp(hosts, "RSA-PSS/SHA-384", "DIGITAL_SIGNATURE");
  }

  @Test
  void itSurvivesTheLossOfEachMessage() {
    for (int lost = 0; lost < 6; lost++) {
      TwoHosts hosts = hosts(1280, Rules.AES_SHA256_X25519);
      hosts.a.use(rich("a.example.com"));
      hosts.b.use(announcing(rich("b.example.com"), Bytes.concat(only(ED25519), unknown(1000))));
      int[] count = {0};
      int nth = lost;
      hosts.network.fault(p -> count[0]++ == nth ? List.of() : SimNetwork.pass(p));
      CompletableFuture<CommandOutcome> outcome = hosts.a.initiate("a-b");
      hosts.network.advance(Duration.ofSeconds(20));
      assertThat(outcome.getNow(null)).isEqualTo(new CommandOutcome.Done());
      assertUp(hosts, "Ed25519", "DIGITAL_SIGNATURE");
    }
  }

  @Test
  void rulesWithSharedKeysOnlyAnnounceNothing() {
    TwoHosts hosts = TwoHosts.usual();
    hosts.a.use(rich("a.example.com"));
    hosts.b.use(rich("b.example.com"));
    String[] told = tapInit(hosts);

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertThat(told[0]).isNull();
    assertThat(hosts.b.ikeSas().getFirst().methods().announced()).isEmpty();
  }
}
