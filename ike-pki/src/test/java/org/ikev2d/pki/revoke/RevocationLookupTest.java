package org.ikev2d.pki.revoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.pki.TestPki.NOW;
import static org.ikev2d.pki.TestPki.root;
import static org.ikev2d.pki.TestPki.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.pki.TestPki.Entity;
import org.ikev2d.pki.fetch.LoopbackServer;
import org.ikev2d.pki.fetch.Retrievals;
import org.ikev2d.pki.path.PathOutcome;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.policy.RevocationPolicy;
import org.ikev2d.pki.policy.RevocationPolicy.Crl;
import org.ikev2d.pki.policy.RevocationPolicy.Ocsp;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.pki.store.StoredCrl;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CertEncoding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevocationLookupTest {
  private static final Instant BEFORE = NOW.minus(Duration.ofHours(1));
  private static final Optional<Instant> AFTER = Optional.of(NOW.plus(Duration.ofHours(1)));
  private static final CertificateStatus GOOD = CertificateStatus.GOOD;
  private static final CertificateStatus REVOKED =
      new RevokedStatus(Date.from(NOW.minus(Duration.ofDays(1))), 1);
  private static final RevocationPolicy BASE =
      RevocationPolicy.OFF
          .withPrivateAddresses(true)
          .withHardFailure(true)
          .withTimeout(Duration.ofSeconds(20), false);
  private static final RevocationPolicy OCSP = BASE.withOcsp(Ocsp.BY_CERTIFICATE);
  private static final RevocationPolicy CRL = BASE.withCrl(Crl.BY_CERTIFICATE);

  private final LoopbackServer server = new LoopbackServer();
  private final Entity root = root("CN=Root");
  private final Entity leaf =
      subject("CN=gw1")
          .dns("gw1.example.com")
          .extension(
              Extension.authorityInfoAccess,
              false,
              new AuthorityInformationAccess(
                  new AccessDescription(AccessDescription.id_ad_ocsp, url("/ocsp"))))
          .extension(Extension.cRLDistributionPoints, false, points("/crl"))
          .issuedBy(root);
  private StoreContents store = StoreContents.EMPTY;
  private final RevocationLookup lookup =
      new RevocationLookup(new Retrievals(4), () -> List.of(store));

  @AfterEach
  void stop() {
    server.close();
  }

  private GeneralName url(String path) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, server.url(path));
  }

  private CRLDistPoint points(String path) {
    return new CRLDistPoint(
        new DistributionPoint[] {
          new DistributionPoint(new DistributionPointName(new GeneralNames(url(path))), null, null)
        });
  }

  private List<String> look(RevocationPolicy policy, CertPayload... sent) {
    return look(policy, NOW, sent);
  }

  private List<String> look(RevocationPolicy policy, Instant now, CertPayload... sent) {
    PathOutcome.Trusted path =
        new PathOutcome.Trusted(
            leaf.cert().usableKey().orElseThrow(),
            leaf.cert(),
            List.of(List.of(leaf.cert(), root.cert())));
    return lookup.objections(
        path, List.of(sent), CertPolicy.DEFAULT.change().revocation(policy).done(), now);
  }

  private Bytes ocsp(Entity signer, CertificateStatus status, Optional<Bytes> request) {
    return Authority.ocsp(root, signer, leaf.cert().serial(), status, BEFORE, AFTER, request);
  }

  private static void refused(List<String> objections, String... parts) {
    assertThat(objections).singleElement().asString().contains(parts);
  }

  @Test
  void asksTheResponderOfTheCertificateOnceWhileItsAnswerIsInForce() {
    server.answers("/ocsp", request -> ocsp(root, GOOD, Optional.of(request)));
    assertThat(look(OCSP)).isEmpty();
    assertThat(look(OCSP, NOW.plusSeconds(1800))).isEmpty();
    assertThat(server.requests()).isEqualTo(1);
    refused(look(OCSP, NOW.plusSeconds(7200)), "REVOCATION_UNKNOWN", "expired");
    assertThat(server.requests()).isEqualTo(2);
  }

  @Test
  void refusesWhatTheResponderCallsRevokedOrDoesNotKnow() {
    server.answers("/ocsp", request -> ocsp(root, REVOKED, Optional.of(request)));
    refused(look(OCSP), "REVOKED [CN=gw1]", "revoked at 2026-11-20T12:00:00Z");
    refused(look(OCSP.withHardFailure(false)), "REVOKED");
  }

  @Test
  void unknownIsRefusedByHardFailureAlone() {
    server.serves("/ocsp", ocsp(root, new UnknownStatus(), Optional.empty()));
    refused(look(OCSP), "REVOCATION_UNKNOWN", "does not know the certificate");
    assertThat(look(OCSP.withHardFailure(false))).isEmpty();
  }

  @Test
  void acceptsADelegateOfTheIssuerAndNobodyElse() {
    Entity delegate =
        subject("CN=responder")
            .extension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning))
            .issuedBy(root);
    server.serves("/ocsp", ocsp(delegate, GOOD, Optional.empty()));
    assertThat(look(OCSP)).isEmpty();
  }

  @Test
  void refusesWrongSigners() {
    Entity colleague = subject("CN=gw2").issuedBy(root);
    Entity strangers = root("CN=Root");
    for (Entity signer : List.of(colleague, strangers, leaf)) {
      refused(
          look(OCSP, in(CertEncoding.OCSP_CONTENT, ocsp(signer, GOOD, Optional.empty()))),
          "is not signed by <CN=Root>");
    }
  }

  private static CertPayload in(CertEncoding encoding, Bytes data) {
    return new CertPayload(encoding, data);
  }

  @Test
  void refusesAnotherNonceAndAnotherCertificate() {
    Bytes foreign = ocsp(root, GOOD, Optional.of(requestWithNonce()));
    server.serves("/ocsp", foreign);
    refused(look(OCSP), "another nonce");
    Bytes other =
        Authority.ocsp(root, root, java.math.BigInteger.TEN, GOOD, BEFORE, AFTER, Optional.empty());
    refused(look(OCSP, in(CertEncoding.OCSP_CONTENT, other)), "about other certificates");
  }

  private Bytes requestWithNonce() {
    try {
      return OcspMessage.request(leaf.cert(), root.cert()).der();
    } catch (IOException | org.bouncycastle.cert.ocsp.OCSPException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void readsResponsesThatThePeerSentThoughNothingIsLookedUp() {
    Bytes revoked = ocsp(root, REVOKED, Optional.empty());
    refused(look(RevocationPolicy.OFF, in(CertEncoding.OCSP_CONTENT, revoked)), "REVOKED");
    assertThat(look(OCSP, in(CertEncoding.OCSP_CONTENT, ocsp(root, GOOD, Optional.empty()))))
        .isEmpty();
    assertThat(server.requests()).isZero();
  }

  @Test
  void oldResponsesAreNoneWherePolicyLimitsTheirAge() {
    Ocsp young =
        new Ocsp(
            Optional.empty(),
            true,
            Optional.of(Duration.ofMinutes(30)),
            false,
            Optional.empty(),
            Optional.empty());
    server.serves("/ocsp", ocsp(root, GOOD, Optional.empty()));
    refused(look(BASE.withOcsp(young)), "expired at");
  }

  @Test
  void garbageAndSilenceAreNoAnswer() {
    server.serves("/ocsp", Bytes.ofText("garbage"));
    refused(look(OCSP), "REVOCATION_UNKNOWN", "not DER");
    server.hangs("/crl");
    RevocationPolicy hasty = CRL.withTimeout(Duration.ofMillis(200), false);
    refused(look(hasty), "REVOCATION_UNKNOWN", "no answer within");
    assertThat(look(CRL.withTimeout(Duration.ofMillis(200), true)))
        .as("policy forgives the time-out")
        .isEmpty();
  }

  @Test
  void fetchesTheListOnceAndReadsIt() {
    server.serves("/crl", Authority.list(root).by(root));
    assertThat(look(CRL)).isEmpty();
    assertThat(look(CRL)).isEmpty();
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void refusesWhatTheListNames() {
    server.serves("/crl", Authority.list(root).revoke(leaf, 1).by(root));
    refused(look(CRL), "REVOKED [CN=gw1]", "keyCompromise");
  }

  @Test
  void listsOutOfForceOrOfOthersProveNothing() {
    Entity other = root("CN=Root");
    refused(look(CRL, list(Authority.list(root).until(NOW.minusSeconds(1)).by(root))), "expired");
    refused(look(CRL, list(new Authority.List(root, NOW.plusSeconds(3600)).by(root))), "future");
    refused(look(CRL, list(Authority.list(root).by(other))), "signature of the CRL");
    refused(look(CRL, list(Authority.list(root("CN=Else")).by(root))), "no CRL by <CN=Root>");
    refused(
        look(
            CRL,
            list(
                Authority.list(root)
                    .with(
                        Extension.issuingDistributionPoint,
                        true,
                        new IssuingDistributionPoint(null, false, true, null, false, false))
                    .by(root))),
        "about other certificates");
    refused(
        look(
            CRL,
            list(
                Authority.list(root)
                    .with(
                        new org.bouncycastle.asn1.ASN1ObjectIdentifier("1.2.3.4"),
                        true,
                        org.bouncycastle.asn1.DERNull.INSTANCE)
                    .by(root))),
        "1.2.3.4 is critical");
  }

  private static CertPayload list(Bytes der) {
    return in(CertEncoding.CRL, der);
  }

  @Test
  void appliesChangesToTheCompleteList() {
    server
        .serves(
            "/crl",
            Authority.list(root)
                .number(7)
                .with(Extension.freshestCRL, false, points("/delta"))
                .by(root))
        .serves(
            "/delta",
            new Authority.List(root, NOW.minusSeconds(60))
                .number(9)
                .changes(6)
                .revoke(leaf, 4)
                .by(root));
    refused(look(CRL), "REVOKED", "superseded");
  }

  @Test
  void changesCanFreeACertificateAndDoNotFitAnotherBase() {
    Bytes base = Authority.list(root).number(7).revoke(leaf, 6).by(root);
    Bytes freed =
        new Authority.List(root, NOW.minusSeconds(60))
            .number(8)
            .changes(7)
            .revoke(leaf, 8)
            .by(root);
    Bytes later =
        new Authority.List(root, NOW.minusSeconds(60))
            .number(12)
            .changes(11)
            .revoke(leaf, 8)
            .by(root);
    assertThat(look(CRL, list(base), list(freed))).isEmpty();
    refused(look(CRL, list(base), list(later)), "REVOKED", "certificateHold");
  }

  @Test
  void readsListsOfTheKeyStoreAndOfFiles(@TempDir Path directory) throws IOException {
    Bytes revoking = Authority.list(root).revoke(leaf, 1).by(root);
    store =
        new StoreContents(
            "test",
            List.of(),
            List.of(),
            List.of(),
            List.of(new StoredCrl("root", revoking)),
            List.of());
    refused(look(RevocationPolicy.OFF), "REVOKED");
    refused(
        look(
            RevocationPolicy.OFF,
            in(CertEncoding.OCSP_CONTENT, ocsp(root, GOOD, Optional.empty()))),
        "REVOKED");
    store = StoreContents.EMPTY;
    Path file = directory.resolve("root.crl");
    RevocationPolicy files =
        BASE.withCrl(
            new Crl(
                Optional.empty(), Optional.of(directory), false, false, false, Optional.empty()));
    refused(look(files), "REVOCATION_UNKNOWN");
    Files.write(file, Authority.list(root).by(root).toArray());
    assertThat(look(files)).isEmpty();
    Files.write(file, revoking.toArray());
    refused(look(files), "REVOKED");
    assertThat(server.requests()).isZero();
  }

  @Test
  void spoiledAnswersNeverPassAndNeverThrow() {
    Bytes list = Authority.list(root).revoke(leaf, 1).by(root);
    Bytes response = ocsp(root, REVOKED, Optional.empty());
    Random random = new Random(6960);
    for (int round = 0; round < 1000; round++) {
      List<String> objections =
          random.nextBoolean()
              ? look(BASE.withCrl(none()), list(spoiled(list, random)))
              : look(
                  BASE.withCrl(none()), in(CertEncoding.OCSP_CONTENT, spoiled(response, random)));
      assertThat(objections).as("round %d", round).hasSize(1);
    }
  }

  private static Crl none() {
    return new Crl(Optional.empty(), Optional.empty(), false, false, false, Optional.empty());
  }

  private static Bytes spoiled(Bytes good, Random random) {
    byte[] octets = good.toArray();
    octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
    return Bytes.wrap(octets);
  }
}
