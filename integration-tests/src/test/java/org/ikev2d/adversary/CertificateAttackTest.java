package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.payload.CertReqPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sim.Rules;
import org.ikev2d.sim.SimPolicy;
import org.ikev2d.sim.TestCa;
import org.ikev2d.sim.TestCa.Entity;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CertEncoding;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Test;

/** IKE_AUTH with certificates by a peer that lies in them. */
class CertificateAttackTest {
  private static final Entity ROOT = TestCa.root("Root");
  private static final Entity VICTIM = TestCa.host("victim.example.com", "P-256", ROOT);
  private static final Identity OURS = Identity.ofFqdn("peer.example.com");
  private static final Entity PEER = TestCa.host("peer.example.com", "P-256", ROOT);

  private final Scene scene = new Scene();
  private final Session session;

  CertificateAttackTest() {
    SimPolicy shared = Scene.policy(Rules.AES_SHA256_X25519);
    PeerRule rule = shared.rules().getFirst();
    scene.victim.replace(
        new SimPolicy(
            List.of(
                new PeerRule(
                    rule.label(),
                    rule.local(),
                    rule.remote(),
                    Optional.of(Identity.ofFqdn("victim.example.com")),
                    List.of(new IdPattern.Any()),
                    AuthChoice.CERT,
                    AuthChoice.CERT,
                    rule.xforms(),
                    rule.childPfs(),
                    rule.childLifetime())),
            shared.policies(),
            shared.key()));
    scene.victim.use(TestCa.credentials(VICTIM, ROOT));
    session = scene.initiator().open();
  }

  private static CertPayload cert(Bytes der) {
    return new CertPayload(CertEncoding.X509_SIGNATURE, der);
  }

  /** Method 9 over the right octets. */
  private AuthPayload signed(IdPayload id, Entity signer) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(signer.keys().getPrivate());
      signature.update(session.signedOctets(id));
      return new AuthPayload(AuthMethod.ECDSA_256, Bytes.wrap(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private List<Payload> request(Identity identity, List<CertPayload> certificates, Entity signer) {
    IdPayload id = identity.toPayload(PayloadType.IDI);
    List<Payload> all = new ArrayList<>();
    all.add(id);
    all.addAll(certificates);
    all.add(signed(id, signer));
    all.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
    return all;
  }

  private void assertRefused(List<Payload> payloads, String... findings) {
    assertThat(Scene.notifies(session.ask(ExchangeType.IKE_AUTH, 1, payloads)))
        .containsExactly(NotifyType.AUTHENTICATION_FAILED);
    assertThat(scene.victim.events("ike.refused")).hasSize(1);
    assertThat(scene.victim.events("ike.refused").getFirst().fields().get("why"))
        .contains(findings);
    scene.assertForgotten();
  }

  @Test
  void anHonestPeerIsTaken() {
    session.ask(ExchangeType.IKE_AUTH, 1, request(OURS, List.of(cert(PEER.cert().der())), PEER));
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  void theCertificateOfAnotherProvesNothingWithoutItsKey() {
    Entity own = TestCa.host("evil.example.com", "P-256", ROOT);
    assertRefused(
        request(OURS, List.of(cert(PEER.cert().der()), cert(own.cert().der())), own),
        "AUTH BAD_SIGNATURE");
  }

  @Test
  void aGoodCertificateProvesNoOtherIdentity() {
    Entity own = TestCa.host("evil.example.com", "P-256", ROOT);
    assertRefused(
        request(OURS, List.of(cert(own.cert().der()), cert(PEER.cert().der())), own),
        "IDENTITY_MISMATCH");
  }

  @Test
  void aHostIsNoAuthority() {
    Entity signedByHost = TestCa.host("peer.example.com", "P-256", PEER);
    assertRefused(
        request(
            OURS, List.of(cert(signedByHost.cert().der()), cert(PEER.cert().der())), signedByHost),
        "NOT_A_CA");
  }

  @Test
  void theVictimsOwnCertificateSentBackProvesNothing() {
    assertRefused(
        request(Identity.ofFqdn("victim.example.com"), List.of(cert(VICTIM.cert().der())), PEER),
        "AUTH BAD_SIGNATURE");
  }

  @Test
  void octetsThatAreNoCertificate() {
    byte[] junk = new byte[3000];
    new Random(1).nextBytes(junk);
    assertRefused(request(OURS, List.of(cert(Bytes.wrap(junk))), PEER), "MALFORMED_CERTIFICATE");
  }

  /** Each octet of a good certificate spoiled in turn: never taken, never a fault. */
  @Test
  void aSpoiledCertificateIsNeverTaken() {
    byte[] good = PEER.cert().der().toArray();
    for (int at = 0; at < good.length; at += 37) {
      byte[] bad = good.clone();
      bad[at] ^= 0x55;
      CertificateAttackTest again = new CertificateAttackTest();
      again.assertRefused(again.request(OURS, List.of(cert(Bytes.wrap(bad))), PEER), ": ");
    }
  }

  @Test
  void sixtyFourCertificatesAreTooMany() {
    List<CertPayload> many = new ArrayList<>(List.of(cert(PEER.cert().der())));
    IntStream.range(1, 64).forEach(i -> many.add(cert(ROOT.cert().der())));
    assertRefused(request(OURS, many, PEER), "TOO_MANY_CERTIFICATES");
  }

  @Test
  void aChainOfSixteenIsTooLong() {
    Entity issuer = ROOT;
    for (int depth = 0; depth < 14; depth++) {
      issuer = TestCa.authority("Sub" + depth, issuer);
    }
    Entity leaf = TestCa.host("peer.example.com", "P-256", issuer);
    List<CertPayload> chain = new ArrayList<>(List.of(cert(leaf.cert().der())));
    leaf.issuers().stream().limit(14).forEach(e -> chain.add(cert(e.cert().der())));
    assertRefused(request(OURS, chain, leaf), "SEARCH_LIMIT");
  }

  /** Authorities that all vouch for each other must not keep us busy. */
  @Test
  void aMeshOfAuthoritiesEndsInBoundedTime() {
    List<CertPayload> mesh = new ArrayList<>();
    var keys = TestCa.keys("P-256");
    Entity same = TestCa.root("Mesh", keys);
    Entity leaf = TestCa.host("peer.example.com", "P-256", same);
    mesh.add(cert(leaf.cert().der()));
    for (int i = 0; i < 15; i++) {
      mesh.add(cert(TestCa.root("Mesh", keys).cert().der()));
    }
    long start = System.nanoTime();
    assertRefused(request(OURS, mesh, leaf), "CN=Mesh");
    assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(10_000_000_000L);
  }

  @Test
  void encodingsThatNobodyKnowsAreNoCertificates() {
    assertRefused(
        request(
            OURS,
            List.of(
                new CertPayload(new CertEncoding(200), Bytes.of(1, 2, 3)),
                new CertPayload(CertEncoding.HASH_AND_URL_CERT, Bytes.ofText("http://10.0.0.1/"))),
            PEER),
        "NO_CERTIFICATE");
  }

  @Test
  void thousandsOfAuthoritiesInARequestAreOnlyHints() {
    List<Payload> payloads = new ArrayList<>(request(OURS, List.of(cert(PEER.cert().der())), PEER));
    for (int i = 0; i < 20; i++) {
      payloads.add(
          1, new CertReqPayload(CertEncoding.X509_SIGNATURE, Bytes.wrap(new byte[20 * 100 + i])));
    }
    session.ask(ExchangeType.IKE_AUTH, 1, payloads);
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  void aSignatureOfNoOctetsOrOfThousands() {
    for (int octets : new int[] {1, 63, 65, 9000}) {
      CertificateAttackTest again = new CertificateAttackTest();
      List<Payload> payloads =
          new ArrayList<>(again.request(OURS, List.of(cert(PEER.cert().der())), PEER));
      payloads.replaceAll(p ->
          p instanceof AuthPayload auth
              ? new AuthPayload(auth.method(), Bytes.wrap(new byte[octets]))
              : p);
      again.assertRefused(payloads, "AUTH MALFORMED");
    }
  }
}
