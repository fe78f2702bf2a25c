package org.ikev2d.pki.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.pki.TestPki.NOW;
import static org.ikev2d.pki.TestPki.root;
import static org.ikev2d.pki.TestPki.subject;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.TestPki;
import org.ikev2d.pki.TestPki.Entity;
import org.ikev2d.pki.path.PathFinding.Kind;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.DistinguishedName;
import org.ikev2d.pki.x509.KeyUse;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IdType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PathCheckTest {
  private static final Identity GW = Identity.ofFqdn("gw1.example.com");
  private static final Entity ROOT = root("C=US, O=Example, CN=Root");
  private static final Entity SUB = subject("C=US, O=Example, CN=Sub").ca().issuedBy(ROOT);
  private static final Entity SUB2 = subject("C=US, O=Example, CN=Sub2").ca().issuedBy(SUB);
  private static final Entity LEAF = gateway().issuedBy(SUB2);

  private static TestPki.Draft gateway() {
    return subject("C=US, O=Example, CN=gw1").dns("gw1.example.com");
  }

  @Test
  void trustsAChainWithTwoIntermediates() {
    assertThat(check(List.of(LEAF, SUB2, SUB), List.of(ROOT)))
        .isInstanceOfSatisfying(
            PathOutcome.Trusted.class,
            t -> {
              assertThat(t.leaf()).isEqualTo(LEAF.cert());
              assertThat(t.key().spki()).isEqualTo(LEAF.cert().spki());
              assertThat(t.chain())
                  .containsExactly(LEAF.cert(), SUB2.cert(), SUB.cert(), ROOT.cert());
            });
  }

  @Tag("R7296-3.6-1")
  @Test
  void buildsThePathByNamesNotByPosition() {
    assertThat(check(List.of(LEAF, ROOT, SUB, LEAF, SUB2), List.of(ROOT)))
        .isInstanceOf(PathOutcome.Trusted.class);
  }

  @Test
  void takesIntermediatesFromTheStore() {
    PathCheck.Trust trust =
        new PathCheck.Trust(List.of(ROOT.cert()), List.of(SUB.cert(), SUB2.cert()));
    assertThat(PathCheck.validate(List.of(LEAF.der()), trust, GW, CertPolicy.DEFAULT, NOW))
        .isInstanceOf(PathOutcome.Trusted.class);
  }

  @Test
  void refusesAPathWithAGap() {
    assertThat(kinds(check(List.of(LEAF, SUB), List.of(ROOT))))
        .containsExactly(Kind.NO_TRUSTED_PATH);
  }

  @Test
  void refusesAnUnknownRoot() {
    Entity other = root("C=US, O=Other, CN=Root");
    assertThat(kinds(check(List.of(LEAF, SUB2, SUB, ROOT), List.of(other))))
        .containsExactly(Kind.NO_TRUSTED_PATH);
  }

  @Test
  void refusesANamesakeOfTheRoot() {
    Entity namesake = root("C=US, O=Example, CN=Root");
    assertThat(kinds(check(List.of(LEAF, SUB2, SUB), List.of(namesake))))
        .containsExactly(Kind.BAD_SIGNATURE);
  }

  @Test
  void trustsASelfSignedPeerThatIsInTheStore() {
    Entity self = gateway().issueSelf();
    assertThat(check(List.of(self), List.of(self))).isInstanceOf(PathOutcome.Trusted.class);
    assertThat(kinds(check(List.of(self), List.of(ROOT)))).containsExactly(Kind.NO_TRUSTED_PATH);
  }

  @Test
  void doesNotLetAPeersCertificateIssueOthers() {
    Entity peer = gateway().issueSelf();
    Entity forged = subject("CN=other").dns("other.example.com").issuedBy(peer);
    assertThat(
            kinds(
                PathCheck.validate(
                    List.of(forged.der()),
                    new PathCheck.Trust(List.of(peer.cert()), List.of()),
                    Identity.ofFqdn("other.example.com"),
                    CertPolicy.DEFAULT,
                    NOW)))
        .containsExactly(Kind.NOT_A_CA);
  }

  @Test
  void findsTheCrossSignedRootThatIsTrusted() {
    Entity oldRoot = root("C=US, O=Old, CN=Root");
    Entity crossed = subject("C=US, O=Example, CN=Root").keys(ROOT.keys()).ca().issuedBy(oldRoot);
    assertThat(check(List.of(LEAF, SUB2, SUB, ROOT, crossed), List.of(oldRoot)))
        .isInstanceOfSatisfying(
            PathOutcome.Trusted.class,
            t -> assertThat(t.chain()).endsWith(crossed.cert(), oldRoot.cert()));
  }

  @Test
  void takesTheGoodOneOfTwoPaths() {
    Entity expired =
        subject("C=US, O=Example, CN=Sub2")
            .keys(SUB2.keys())
            .ca()
            .validity(NOW.minus(Duration.ofDays(20)), NOW.minus(Duration.ofDays(1)))
            .issuedBy(SUB);
    assertThat(check(List.of(LEAF, expired, SUB2, SUB), List.of(ROOT)))
        .isInstanceOf(PathOutcome.Trusted.class);
  }

  @Test
  void reportsAllFindingsAtOnce() {
    Entity bad =
        subject("C=US, O=Example, CN=gw1")
            .dns("other.example.com")
            .keys(TestPki.rsa(1024))
            .validity(NOW.minus(Duration.ofDays(20)), NOW.minus(Duration.ofDays(1)))
            .extension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning))
            .extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyEncipherment))
            .extension(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE)
            .issuedBy(ROOT);
    assertThat(kinds(check(List.of(bad), List.of(ROOT))))
        .containsExactlyInAnyOrder(
            Kind.IDENTITY_MISMATCH,
            Kind.WEAK_KEY,
            Kind.EXPIRED,
            Kind.EXTENDED_KEY_USAGE,
            Kind.KEY_USAGE,
            Kind.UNKNOWN_CRITICAL_EXTENSION);
  }

  @Tag("R5280-X-1")
  @Test
  void widensValidityAsPolicySays() {
    Entity early =
        gateway().validity(NOW.plusSeconds(60), NOW.plus(Duration.ofDays(1))).issuedBy(ROOT);
    assertThat(kinds(check(List.of(early), List.of(ROOT)))).containsExactly(Kind.NOT_YET_VALID);
    CertPolicy wide = CertPolicy.DEFAULT.change().adjust(Duration.ofMinutes(2)).done();
    assertThat(check(List.of(early), List.of(ROOT), wide)).isInstanceOf(PathOutcome.Trusted.class);
    CertPolicy any = CertPolicy.DEFAULT.change().ignoreDate(true).done();
    assertThat(check(List.of(early), List.of(ROOT), any)).isInstanceOf(PathOutcome.Trusted.class);
  }

  @Test
  void refusesAPathLongerThanACaAllows() {
    Entity zero = subject("C=US, CN=Zero").ca(0).issuedBy(ROOT);
    Entity below = subject("C=US, CN=Below").ca().issuedBy(zero);
    Entity leaf = gateway().issuedBy(below);
    assertThat(kinds(check(List.of(leaf, below, zero), List.of(ROOT))))
        .containsExactly(Kind.PATH_TOO_LONG);
    assertThat(check(List.of(gateway().issuedBy(zero), zero), List.of(ROOT)))
        .isInstanceOf(PathOutcome.Trusted.class);
  }

  @Test
  void refusesAPathLongerThanPolicyAllows() {
    CertPolicy shortest = CertPolicy.DEFAULT.change().maxPathLength(1).done();
    assertThat(kinds(check(List.of(LEAF, SUB2, SUB), List.of(ROOT), shortest)))
        .containsExactly(Kind.PATH_TOO_LONG);
  }

  @Test
  void endsAnEndlessChainAtALimit() {
    List<Entity> chain = new ArrayList<>();
    Entity issuer = ROOT;
    for (int i = 0; i < 14; i++) {
      issuer = subject("CN=Level " + i).ca().issuedBy(issuer);
      chain.addFirst(issuer);
    }
    chain.addFirst(gateway().issuedBy(issuer));
    assertThat(kinds(check(chain, List.of(ROOT)))).contains(Kind.SEARCH_LIMIT);
  }

  @Test
  void keepsTheSearchAmongCrossedAuthoritiesBounded() {
    // Five authorities of one name, each signed by all others, and no anchor among them.
    List<Entity> crowd = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      crowd.add(subject("CN=Crowd " + i % 5).ca().issueSelf());
    }
    Entity leaf = gateway().issuedBy(crowd.getFirst());
    List<Entity> sent = new ArrayList<>(List.of(leaf));
    sent.addAll(crowd.subList(0, 14));
    assertThat(check(sent, List.of(ROOT))).isInstanceOf(PathOutcome.Refused.class);
  }

  @Tag("R5280-X-1")
  @Test
  void refusesNamesOutsideTheConstraintsOfACa() {
    Entity constrained =
        subject("C=US, CN=Constrained")
            .ca()
            .extension(
                Extension.nameConstraints,
                true,
                new NameConstraints(
                    new GeneralSubtree[] {
                      new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.org"))
                    },
                    null))
            .issuedBy(ROOT);
    Entity outside = gateway().issuedBy(constrained);
    assertThat(kinds(check(List.of(outside, constrained), List.of(ROOT))))
        .containsExactly(Kind.NAME_CONSTRAINT);
    Entity inside = subject("CN=x").dns("gw1.example.org").issuedBy(constrained);
    assertThat(
            PathCheck.validate(
                List.of(inside.der(), constrained.der()),
                trust(ROOT),
                Identity.ofFqdn("gw1.example.org"),
                CertPolicy.DEFAULT,
                NOW))
        .isInstanceOf(PathOutcome.Trusted.class);
  }

  @Tag("R5280-X-1")
  @Test
  void refusesSubjectsThatACaExcludes() {
    GeneralName excluded = new GeneralName(name("C=US, O=Example").name());
    Entity constrained =
        subject("C=DE, CN=Constrained")
            .ca()
            .extension(
                Extension.nameConstraints,
                true,
                new NameConstraints(null, new GeneralSubtree[] {new GeneralSubtree(excluded)}))
            .issuedBy(ROOT);
    assertThat(kinds(check(List.of(gateway().issuedBy(constrained), constrained), List.of(ROOT))))
        .containsExactly(Kind.NAME_CONSTRAINT);
  }

  @Tag("R5280-X-1")
  @Test
  void refusesAnExplicitPolicyThatTheLeafLacks() {
    CertificatePolicies policy =
        new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier("1.2.3.5")));
    Entity strict =
        subject("CN=Strict")
            .ca()
            .extension(
                Extension.policyConstraints,
                true,
                new PolicyConstraints(java.math.BigInteger.ZERO, null))
            .extension(Extension.certificatePolicies, false, policy)
            .issuedBy(ROOT);
    assertThat(kinds(check(List.of(gateway().issuedBy(strict), strict), List.of(ROOT))))
        .containsExactly(Kind.POLICY);
    Entity fitting =
        gateway().extension(Extension.certificatePolicies, false, policy).issuedBy(strict);
    assertThat(check(List.of(fitting, strict), List.of(ROOT)))
        .isInstanceOf(PathOutcome.Trusted.class);
  }

  @Tag("R5280-X-1")
  @Test
  void refusesAnIssuerWithoutKeyCertSign() {
    Entity wrong =
        subject("CN=Wrong")
            .extension(
                Extension.basicConstraints,
                true,
                new org.bouncycastle.asn1.x509.BasicConstraints(true))
            .extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.cRLSign))
            .issuedBy(ROOT);
    assertThat(kinds(check(List.of(gateway().issuedBy(wrong), wrong), List.of(ROOT))))
        .containsExactly(Kind.KEY_USAGE);
  }

  @Test
  void refusesASignatureWithSha1() {
    Entity weak = gateway().algorithm("SHA1withECDSA").issuedBy(ROOT);
    assertThat(kinds(check(List.of(weak), List.of(ROOT)))).containsExactly(Kind.WEAK_SIGNATURE);
  }

  @Tag("R5280-X-1")
  @Test
  void acceptsPurposesThatServeIke() {
    for (String oid :
        List.of("1.3.6.1.5.5.7.3.17", "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "2.5.29.37.0")) {
      assertThat(check(List.of(withPurpose(oid)), List.of(ROOT)))
          .isInstanceOf(PathOutcome.Trusted.class);
    }
  }

  @Test
  void acceptsUnknownPurposesWherePolicySaysSo() {
    Entity unknown = withPurpose("1.3.6.1.4.1.99999.1");
    assertThat(kinds(check(List.of(unknown), List.of(ROOT))))
        .containsExactly(Kind.EXTENDED_KEY_USAGE);
    CertPolicy lax = CertPolicy.DEFAULT.change().ignoreUnknownEku(true).done();
    assertThat(check(List.of(unknown), List.of(ROOT), lax)).isInstanceOf(PathOutcome.Trusted.class);
    assertThat(kinds(check(List.of(withPurpose("1.3.6.1.5.5.7.3.3")), List.of(ROOT), lax)))
        .containsExactly(Kind.EXTENDED_KEY_USAGE);
  }

  @Test
  void wantsThePurposesAndUsesThatPolicyNames() {
    CertPolicy policy =
        CertPolicy.DEFAULT
            .change()
            .extendedKeyUsage(Set.of("1.3.6.1.5.5.7.3.17"))
            .keyUsage(Set.of(KeyUse.NON_REPUDIATION))
            .done();
    assertThat(kinds(check(List.of(LEAF, SUB2, SUB), List.of(ROOT), policy)))
        .containsExactlyInAnyOrder(Kind.EXTENDED_KEY_USAGE, Kind.KEY_USAGE);
  }

  @Tag("R4945-3-1")
  @Test
  void bindsIdentitiesToTheSanAndTheSubject() throws Exception {
    Entity many =
        subject("C=US, O=Example, CN=cn.example.com")
            .dns("gw1.example.com")
            .dns("*.wild.example.com")
            .mail("Joe@Example.com")
            .ip("192.0.2.1")
            .ip("2001:db8::1")
            .extension(
                Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(new byte[] {1, 2}))
            .issuedBy(ROOT);
    Cert cert = many.cert();
    List<Identity> good =
        List.of(
            Identity.ofFqdn("GW1.example.com"),
            Identity.ofMailbox("Joe@example.COM"),
            Identity.ofAddress(InetAddress.ofLiteral("192.0.2.1")),
            Identity.ofAddress(InetAddress.ofLiteral("2001:db8::1")),
            new Identity(IdType.DER_ASN1_DN, name("c=us, o=example, cn=CN.example.com").der()),
            new Identity(IdType.KEY_ID, Bytes.of(1, 2)),
            new Identity(IdType.KEY_ID, cert.keyHash()),
            new Identity(
                IdType.DER_ASN1_GN,
                Bytes.wrap(new GeneralName(GeneralName.dNSName, "gw1.example.com").getEncoded())));
    assertThat(good)
        .allSatisfy(id -> assertThat(IdentityBinding.objection(id, cert, false)).isEmpty());
    List<Identity> bad =
        List.of(
            Identity.ofFqdn("cn.example.com"),
            Identity.ofFqdn("a.wild.example.com"),
            Identity.ofFqdn("*.wild.example.com"),
            new Identity(IdType.FQDN, Bytes.ofText("gw1.example.com\0")),
            new Identity(IdType.FQDN, Bytes.EMPTY),
            Identity.ofMailbox("joe@example.com"),
            Identity.ofAddress(InetAddress.ofLiteral("192.0.2.2")),
            new Identity(IdType.IPV6_ADDR, Bytes.ofHex("c0000201")),
            new Identity(IdType.DER_ASN1_DN, name("C=US, O=Example").der()),
            new Identity(IdType.DER_ASN1_DN, Bytes.ofHex("3000")),
            new Identity(IdType.KEY_ID, Bytes.of(1)),
            new Identity(IdType.NULL, Bytes.EMPTY),
            new Identity(new IdType(200), Bytes.of(1)));
    assertThat(bad)
        .allSatisfy(id -> assertThat(IdentityBinding.objection(id, cert, true)).isPresent());
  }

  @Tag("R4945-3-1")
  @Test
  void takesACommonNameOnlyWherePolicySaysSoAndThereIsNoSan() {
    Entity old = subject("CN=gw1.example.com").issuedBy(ROOT);
    assertThat(kinds(check(List.of(old), List.of(ROOT)))).containsExactly(Kind.IDENTITY_MISMATCH);
    CertPolicy lax = CertPolicy.DEFAULT.change().cnAsName(true).done();
    assertThat(check(List.of(old), List.of(ROOT), lax)).isInstanceOf(PathOutcome.Trusted.class);
  }

  @Test
  void narrowsTrustToTheAnchorOfThePolicy() {
    CertPolicy named =
        CertPolicy.DEFAULT
            .change()
            .anchor(new CertPolicy.Anchor(ROOT.cert().subject(), Optional.empty()))
            .done();
    Entity other = root("CN=Other");
    List<Cert> store = List.of(ROOT.cert(), other.cert(), SUB.cert());
    PathCheck.Trust trust = PathCheck.Trust.of(store, named);
    assertThat(trust.anchors()).containsExactly(ROOT.cert());
    assertThat(PathCheck.validate(List.of(gateway().issuedBy(other).der()), trust, GW, named, NOW))
        .isInstanceOf(PathOutcome.Refused.class);
    assertThat(PathCheck.validate(List.of(gateway().issuedBy(SUB).der()), trust, GW, named, NOW))
        .isInstanceOf(PathOutcome.Trusted.class);
  }

  @Test
  void refusesNoneAndTooMany() {
    assertThat(kinds(check(List.of(), List.of(ROOT)))).containsExactly(Kind.NO_CERTIFICATE);
    assertThat(kinds(check(java.util.Collections.nCopies(17, LEAF), List.of(ROOT))))
        .containsExactly(Kind.TOO_MANY_CERTIFICATES);
  }

  @Test
  void refusesGarbageAndReportsItBesideWhatElseIsWrong() {
    PathOutcome outcome =
        PathCheck.validate(
            List.of(LEAF.der(), Bytes.ofHex("30820001")), trust(ROOT), GW, CertPolicy.DEFAULT, NOW);
    assertThat(kinds(outcome)).containsExactly(Kind.MALFORMED_CERTIFICATE, Kind.NO_TRUSTED_PATH);
    assertThat(
            kinds(
                PathCheck.validate(List.of(Bytes.EMPTY), trust(ROOT), GW, CertPolicy.DEFAULT, NOW)))
        .containsExactly(Kind.MALFORMED_CERTIFICATE);
  }

  @Test
  void refusesANegativePathLength() {
    Entity odd =
        subject("CN=Odd")
            .extension(
                Extension.basicConstraints,
                true,
                new org.bouncycastle.asn1.DERSequence(
                    new org.bouncycastle.asn1.ASN1Encodable[] {
                      org.bouncycastle.asn1.ASN1Boolean.TRUE, new ASN1Integer(-1)
                    }))
            .issuedBy(ROOT);
    assertThat(kinds(check(List.of(gateway().issuedBy(odd), odd), List.of(ROOT))))
        .contains(Kind.MALFORMED_EXTENSION);
  }

  private static Entity withPurpose(String oid) {
    return gateway()
        .extension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(KeyPurposeId.getInstance(new ASN1ObjectIdentifier(oid))))
        .issuedBy(ROOT);
  }

  private static DistinguishedName name(String text) {
    return ((DistinguishedName.Parsed.Good) DistinguishedName.parse(text)).name();
  }

  private static PathCheck.Trust trust(Entity... anchors) {
    return new PathCheck.Trust(List.of(anchors).stream().map(Entity::cert).toList(), List.of());
  }

  private static PathOutcome check(List<Entity> sent, List<Entity> anchors) {
    return check(sent, anchors, CertPolicy.DEFAULT);
  }

  private static PathOutcome check(List<Entity> sent, List<Entity> anchors, CertPolicy policy) {
    return PathCheck.validate(
        sent.stream().map(Entity::der).toList(),
        trust(anchors.toArray(Entity[]::new)),
        GW,
        policy,
        NOW);
  }

  private static List<Kind> kinds(PathOutcome outcome) {
    return ((PathOutcome.Refused) outcome).findings().stream().map(PathFinding::kind).toList();
  }
}
