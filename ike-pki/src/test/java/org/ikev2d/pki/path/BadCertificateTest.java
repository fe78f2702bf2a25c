package org.ikev2d.pki.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.pki.TestPki.NOW;
import static org.ikev2d.pki.TestPki.root;
import static org.ikev2d.pki.TestPki.subject;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.TestPki;
import org.ikev2d.pki.TestPki.Draft;
import org.ikev2d.pki.TestPki.Entity;
import org.ikev2d.pki.path.PathFinding.Kind;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One kind of bad certificate after the other: each is refused for what is wrong with it. */
@Tag("R5280-X-1")
class BadCertificateTest {
  private static final Entity ROOT = root("C=US, O=Example, CN=Root");

  private static Draft gateway() {
    return subject("C=US, O=Example, CN=gw1").dns("gw1.example.com");
  }

  private static List<PathFinding> findings(Bytes... sent) {
    PathOutcome outcome =
        PathCheck.validate(
            Arrays.asList(sent),
            new PathCheck.Trust(List.of(ROOT.cert()), List.of()),
            Identity.ofFqdn("gw1.example.com"),
            CertPolicy.DEFAULT,
            NOW);
    return ((PathOutcome.Refused) outcome).findings();
  }

  private static void refused(Kind kind, String detail, Entity... sent) {
    assertThat(findings(Stream.of(sent).map(Entity::der).toArray(Bytes[]::new)))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(kind);
          assertThat(finding.toString()).contains(detail);
        });
  }

  @Test
  void expired() {
    Draft draft = gateway().validity(NOW.minus(Duration.ofDays(9)), NOW.minusSeconds(1));
    refused(Kind.EXPIRED, "valid until 2026-11-21T11:59:59Z", draft.issuedBy(ROOT));
  }

  @Test
  void notYetValid() {
    Draft draft = gateway().validity(NOW.plusSeconds(1), NOW.plus(Duration.ofDays(9)));
    refused(Kind.NOT_YET_VALID, "valid from 2026-11-21T12:00:01Z", draft.issuedBy(ROOT));
  }

  @Test
  void wrongExtendedKeyUsage() {
    refused(Kind.EXTENDED_KEY_USAGE, "codeSigning", codeSigner(gateway()).issuedBy(ROOT));
  }

  private static Draft codeSigner(Draft draft) {
    return draft.extension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning));
  }

  @Test
  void pathTooLong() {
    Entity last = subject("CN=Last").ca(0).issuedBy(ROOT);
    Entity more = subject("CN=More").ca().issuedBy(last);
    refused(
        Kind.PATH_TOO_LONG,
        "1 CA certificates below it, its path length is 0",
        gateway().issuedBy(more),
        more,
        last);
  }

  private static Entity onlyOrg() {
    GeneralName org = new GeneralName(GeneralName.dNSName, "example.org");
    return subject("CN=Constrained")
        .ca()
        .extension(
            Extension.nameConstraints,
            true,
            new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(org)}, null))
        .issuedBy(ROOT);
  }

  @Test
  void nameConstraintViolation() {
    Entity constrained = onlyOrg();
    refused(Kind.NAME_CONSTRAINT, "gw1.example.com", gateway().issuedBy(constrained), constrained);
  }

  @Test
  void unknownCriticalExtension() {
    refused(Kind.UNKNOWN_CRITICAL_EXTENSION, "1.2.3.4", criticallyOdd(gateway()).issuedBy(ROOT));
  }

  private static Draft criticallyOdd(Draft draft) {
    return draft.extension(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE);
  }

  @Test
  void weakKey() {
    refused(Kind.WEAK_KEY, "1024", gateway().keys(TestPki.rsa(1024)).issuedBy(ROOT));
  }

  @Test
  void malformedDer() {
    byte[] cut = gateway().issuedBy(ROOT).der().toArray();
    assertThat(findings(Bytes.wrap(Arrays.copyOf(cut, cut.length - 1))))
        .extracting(PathFinding::kind)
        .containsExactly(Kind.MALFORMED_CERTIFICATE);
    assertThat(findings(Bytes.of(0x30, 0x80, 0, 0)))
        .extracting(PathFinding::kind)
        .containsExactly(Kind.MALFORMED_CERTIFICATE);
  }

  @Test
  void allOfItAtOnceIsListedAtOnce() {
    Entity constrained = onlyOrg();
    Entity bad =
        criticallyOdd(codeSigner(subject("CN=bad").dns("other.example.com")))
            .keys(TestPki.rsa(1024))
            .validity(NOW.minus(Duration.ofDays(9)), NOW.minusSeconds(1))
            .extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyEncipherment))
            .issuedBy(constrained);
    assertThat(findings(bad.der(), constrained.der(), Bytes.ofText("no DER")))
        .extracting(PathFinding::kind)
        .containsExactlyInAnyOrder(
            Kind.MALFORMED_CERTIFICATE,
            Kind.IDENTITY_MISMATCH,
            Kind.WEAK_KEY,
            Kind.EXPIRED,
            Kind.NAME_CONSTRAINT,
            Kind.EXTENDED_KEY_USAGE,
            Kind.KEY_USAGE,
            Kind.UNKNOWN_CRITICAL_EXTENSION);
  }
}
