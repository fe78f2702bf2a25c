package org.ikev2d.pki.revoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.pki.TestPki.NOW;
import static org.ikev2d.pki.TestPki.root;
import static org.ikev2d.pki.TestPki.subject;

import java.time.Duration;
import java.util.List;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.TestPki;
import org.ikev2d.pki.TestPki.Entity;
import org.ikev2d.pki.fetch.Retrievals;
import org.ikev2d.pki.path.PathCheck;
import org.ikev2d.pki.path.PathOutcome;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.policy.RevocationPolicy;
import org.ikev2d.pki.policy.RevocationPolicy.Crl;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CertEncoding;
import org.junit.jupiter.api.Test;

/** An authority that two roots have certified, so that two paths lead to its peers. */
class CrossSignedRevocationTest {
  private static final RevocationPolicy HARD =
      RevocationPolicy.OFF
          .withHardFailure(true)
          .withCrl(
              new Crl(
                  java.util.Optional.empty(),
                  java.util.Optional.empty(),
                  false,
                  false,
                  false,
                  java.util.Optional.empty()));

  private final Entity one = root("CN=Root One");
  private final Entity two = root("CN=Root Two");
  private final Entity byOne = subject("CN=Sub").ca().issuedBy(one);
  private final Entity byTwo = subject("CN=Sub").keys(byOne.keys()).ca().issuedBy(two);
  private final Entity leaf = subject("CN=gw1").dns("gw1.example.com").issuedBy(byOne);
  private final RevocationLookup lookup =
      new RevocationLookup(new Retrievals(4), () -> List.of(StoreContents.EMPTY));

  private PathOutcome.Trusted path(Entity... intermediates) {
    List<Bytes> sent =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(leaf), java.util.Arrays.stream(intermediates))
            .map(Entity::der)
            .toList();
    return (PathOutcome.Trusted)
        PathCheck.validate(
            sent,
            new PathCheck.Trust(List.of(one.cert(), two.cert()), List.of()),
            Identity.ofFqdn("gw1.example.com"),
            CertPolicy.DEFAULT,
            NOW);
  }

  private List<String> look(RevocationPolicy policy, PathOutcome.Trusted path, Bytes... lists) {
    List<CertPayload> sent =
        java.util.Arrays.stream(lists).map(l -> new CertPayload(CertEncoding.CRL, l)).toList();
    return lookup.objections(
        path, sent, CertPolicy.DEFAULT.change().revocation(policy).done(), NOW);
  }

  @Test
  void theOtherPathIsTakenWhereTheAuthorityIsRevokedOnOne() {
    Bytes revoking = Authority.list(one).revoke(byOne, 4).by(one);
    Bytes empty = Authority.list(two).by(two);
    Bytes below = Authority.list(byOne).by(byOne);
    assertThat(look(HARD, path(byOne, byTwo), revoking, empty, below)).isEmpty();
    assertThat(look(HARD, path(byTwo, byOne), revoking, empty, below)).isEmpty();
    assertThat(look(HARD, path(byOne), revoking, empty, below))
        .singleElement()
        .asString()
        .contains("REVOKED [CN=Sub]");
  }

  @Test
  void allFindingsAreListedWhereBothAreRevoked() {
    assertThat(
            look(
                HARD,
                path(byOne, byTwo),
                Authority.list(one).revoke(byOne, 4).by(one),
                Authority.list(two).revoke(byTwo, 1).by(two),
                Authority.list(byOne).by(byOne)))
        .hasSize(2)
        .allMatch(line -> line.startsWith("REVOKED [CN=Sub]"))
        .anyMatch(line -> line.contains("superseded"))
        .anyMatch(line -> line.contains("keyCompromise"));
  }

  @Test
  void aPeerThatIsRevokedIsSoOnEveryPath() {
    // The second certificate of the authority may sign no list, so that this path alone would not
    // tell.
    Entity mute =
        subject("CN=Sub")
            .keys(byOne.keys())
            .extension(
                org.bouncycastle.asn1.x509.Extension.basicConstraints,
                true,
                new org.bouncycastle.asn1.x509.BasicConstraints(true))
            .extension(
                org.bouncycastle.asn1.x509.Extension.keyUsage,
                true,
                new org.bouncycastle.asn1.x509.KeyUsage(
                    org.bouncycastle.asn1.x509.KeyUsage.keyCertSign))
            .issuedBy(two);
    Bytes revoking = Authority.list(byOne).revoke(leaf, 1).by(byOne);
    assertThat(look(HARD.withHardFailure(false), path(byOne, mute), revoking))
        .singleElement()
        .asString()
        .contains("REVOKED [CN=gw1]");
  }

  @Test
  void theOtherPathIsTakenWhereTheAuthorityHasExpiredOnOne() {
    Entity expired =
        subject("CN=Sub")
            .keys(byOne.keys())
            .ca()
            .validity(NOW.minus(Duration.ofDays(20)), NOW.minus(Duration.ofDays(1)))
            .issuedBy(one);
    assertThat(path(expired, byTwo).chains())
        .containsExactly(List.of(leaf.cert(), byTwo.cert(), two.cert()));
    assertThat(path(byTwo, expired).chain()).contains(byTwo.cert());
    assertThat(
            PathCheck.validate(
                List.of(leaf.der(), expired.der()),
                new PathCheck.Trust(List.of(one.cert(), two.cert()), List.of()),
                Identity.ofFqdn("gw1.example.com"),
                CertPolicy.DEFAULT,
                TestPki.NOW))
        .isInstanceOf(PathOutcome.Refused.class);
  }
}
