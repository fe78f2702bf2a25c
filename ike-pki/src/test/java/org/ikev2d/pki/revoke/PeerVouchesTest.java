package org.ikev2d.pki.revoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.pki.TestPki.NOW;
import static org.ikev2d.pki.TestPki.root;
import static org.ikev2d.pki.TestPki.subject;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.pki.TestPki.Entity;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A peer sends what shall prove that it is not revoked; the policy overlooks all it can overlook.
 */
class PeerVouchesTest {
  private static final CertificateStatus REVOKED =
      new RevokedStatus(Date.from(NOW.minus(Duration.ofDays(1))), 1);
  private static final Optional<Instant> AFTER = Optional.of(NOW.plus(Duration.ofHours(1)));

  private final Entity root = root("CN=Root");
  private final Entity leaf = subject("CN=gw1").issuedBy(root);
  private final Entity forger = root("CN=Root");
  private StoreContents store = StoreContents.EMPTY;
  private final RevocationLookup lookup =
      new RevocationLookup(new Retrievals(4), () -> List.of(store));

  private static RevocationPolicy overlooking(Optional<Path> directory) {
    return RevocationPolicy.OFF
        .withHardFailure(true)
        .withCrl(new Crl(Optional.empty(), directory, false, true, true, Optional.empty()))
        .withOcsp(
            new Ocsp(
                Optional.empty(),
                false,
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty()));
  }

  private List<String> look(CertEncoding encoding, Bytes sent) {
    return look(overlooking(Optional.empty()), new CertPayload(encoding, sent));
  }

  private List<String> look(RevocationPolicy policy, CertPayload... sent) {
    return lookup.objections(
        new PathOutcome.Trusted(
            leaf.cert().usableKey().orElseThrow(),
            leaf.cert(),
            List.of(List.of(leaf.cert(), root.cert()))),
        List.of(sent),
        CertPolicy.DEFAULT.change().revocation(policy).done(),
        NOW);
  }

  private Bytes ocsp(Entity signer, CertificateStatus status, Instant from, Optional<Instant> to) {
    return Authority.ocsp(root, signer, leaf.cert().serial(), status, from, to, Optional.empty());
  }

  private static void refused(List<String> objections, String... parts) {
    assertThat(objections).singleElement().asString().contains(parts);
  }

  @Test
  void byAListThatItHasSignedItself() {
    refused(
        look(CertEncoding.CRL, Authority.list(forger).by(forger)),
        "REVOCATION_UNKNOWN",
        "signature of the CRL");
  }

  @Test
  void byAListOfBeforeItsRevocation() {
    Bytes old =
        new Authority.List(root, NOW.minus(Duration.ofDays(9)))
            .until(NOW.minus(Duration.ofDays(8)))
            .by(root);
    refused(look(CertEncoding.CRL, old), "REVOCATION_UNKNOWN", "CRL has expired");
  }

  @Test
  void byAListThatNeverExpires() {
    Bytes endless = new Authority.List(root, NOW.minus(Duration.ofDays(900))).endless().by(root);
    refused(look(CertEncoding.CRL, endless), "REVOCATION_UNKNOWN", "has no nextUpdate");
  }

  @Test
  void byAResponseThatItHasSignedItself() {
    for (Entity signer : List.of(forger, leaf)) {
      refused(
          look(
              CertEncoding.OCSP_CONTENT,
              ocsp(signer, CertificateStatus.GOOD, NOW.minusSeconds(60), AFTER)),
          "REVOCATION_UNKNOWN",
          "is not signed by <CN=Root>");
    }
  }

  @Test
  void byAResponseThatHasExpiredOrNeverDoes() {
    Instant before = NOW.minus(Duration.ofMinutes(30));
    refused(
        look(
            CertEncoding.OCSP_CONTENT,
            ocsp(
                root,
                CertificateStatus.GOOD,
                before,
                Optional.of(NOW.minus(Duration.ofMinutes(20))))),
        "REVOCATION_UNKNOWN",
        "has expired");
    refused(
        look(
            CertEncoding.OCSP_CONTENT,
            ocsp(root, CertificateStatus.GOOD, before, Optional.empty())),
        "REVOCATION_UNKNOWN",
        "has no nextUpdate");
  }

  @Test
  void butWhatIsInForceAndSignedByTheAuthorityCounts() {
    assertThat(look(CertEncoding.CRL, Authority.list(root).by(root))).isEmpty();
    assertThat(
            look(
                CertEncoding.OCSP_CONTENT,
                ocsp(root, CertificateStatus.GOOD, NOW.minusSeconds(60), AFTER)))
        .isEmpty();
    refused(
        look(
            CertEncoding.OCSP_CONTENT, ocsp(root, REVOKED, NOW.minusSeconds(60), Optional.empty())),
        "REVOKED [CN=gw1]");
  }

  @Test
  void andListsOfOurOwnAreOverlookedAsPolicySays(@TempDir Path directory) throws Exception {
    Bytes expired =
        new Authority.List(root, NOW.minus(Duration.ofDays(9)))
            .until(NOW.minus(Duration.ofDays(8)))
            .by(forger);
    Files.write(directory.resolve("root.crl"), expired.toArray());
    assertThat(look(overlooking(Optional.of(directory)))).isEmpty();
    store =
        new StoreContents(
            "test",
            List.of(),
            List.of(),
            List.of(),
            List.of(new StoredCrl("root", expired)),
            List.of());
    assertThat(look(overlooking(Optional.empty()))).isEmpty();
  }
}
