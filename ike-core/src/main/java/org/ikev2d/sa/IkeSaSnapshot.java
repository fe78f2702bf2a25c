package org.ikev2d.sa;

import java.util.Optional;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.payload.Identity;

/**
 * An IKE SA at one moment, for listings.
 *
 * @param methods how the identities were proved, as far as they were
 * @param establishedMillis since the epoch
 * @param natLocal whether we are behind a NAT
 * @param natRemote whether the peer is
 */
public record IkeSaSnapshot(
    IkeSa sa,
    Optional<IkeSuite> suite,
    Optional<Identity> localId,
    Optional<Identity> remoteId,
    AuthMethods methods,
    Optional<Long> establishedMillis,
    boolean natLocal,
    boolean natRemote) {}
