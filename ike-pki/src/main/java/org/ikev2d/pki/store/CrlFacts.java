package org.ikev2d.pki.store;

import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.x509.CertificateList;
import org.ikev2d.pki.x509.DerScan;
import org.ikev2d.pki.x509.DistinguishedName;
import org.ikev2d.wire.Bytes;

/** What a listing tells of a revocation list. */
public record CrlFacts(
    DistinguishedName issuer, Instant thisUpdate, Optional<Instant> nextUpdate, int entries) {
  /** Octets of a revocation list at most. */
  public static final int MAX_SIZE = (1 << 24) - 1;

  /** About a million entries. */
  public static final int MAX_ELEMENTS = 5_000_000;

  /** Empty if the octets are no revocation list. */
  public static Optional<CrlFacts> read(Bytes der) {
    if (der.length() > MAX_SIZE || DerScan.problem(der.toArray(), MAX_ELEMENTS).isPresent()) {
      return Optional.empty();
    }
    try {
      CertificateList list = CertificateList.getInstance(der.toArray());
      int entries = 0;
      for (var all = list.getRevokedCertificateEnumeration(); all.hasMoreElements(); entries++) {
        all.nextElement();
      }
      int count = entries;
      return DistinguishedName.read(list.getIssuer())
          .map(issuer ->
              new CrlFacts(
                  issuer,
                  list.getThisUpdate().getDate().toInstant(),
                  Optional.ofNullable(list.getNextUpdate()).map(t -> t.getDate().toInstant()),
                  count));
    } catch (RuntimeException malformed) {
      return Optional.empty();
    }
  }
}
