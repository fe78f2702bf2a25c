package org.ikev2d.pki.revoke;

import java.time.Instant;
import java.util.Optional;
import org.ikev2d.pki.x509.DistinguishedName;

/**
 * A revocation list of a server that is kept.
 *
 * @param revoked how many certificates it names
 */
public record KeptList(
    String url,
    DistinguishedName issuer,
    Instant thisUpdate,
    Optional<Instant> nextUpdate,
    int revoked) {}
