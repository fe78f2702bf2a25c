package org.ikev2d.sa;

import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;

/**
 * What authentication needs of the initial exchange (RFC 7296 section 2.15). Gone once the IKE SA
 * is established.
 *
 * @param ownInit our IKE_SA_INIT message, the last version
 * @param peerInit the peer's, as received
 */
public record Transcript(
    Bytes ownInit, Bytes peerInit, Bytes ownNonce, Bytes peerNonce, Secret ownSkP, Secret peerSkP)
    implements AutoCloseable {
  @Override
  public void close() {
    ownSkP.close();
    peerSkP.close();
  }
}
