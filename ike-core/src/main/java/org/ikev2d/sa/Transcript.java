package org.ikev2d.sa;

import org.ikev2d.auth.SignedOctets;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.wire.Bytes;

/**
 * What authentication needs of the initial exchange (RFC 7296 section 2.15). Gone once the IKE SA
 * is established.
 *
 * @param ownInit our IKE_SA_INIT message, the last version
 * @param peerInit the peer's, as received
 * @param intermediate what IKE_INTERMEDIATE exchanges add to the octets that both sides sign (RFC
 *     9242 section 3.3.2); empty without any
 */
public record Transcript(
    Bytes ownInit,
    Bytes peerInit,
    Bytes ownNonce,
    Bytes peerNonce,
    Secret ownSkP,
    Secret peerSkP,
    Bytes intermediate)
    implements AutoCloseable {
  /** Without IKE_INTERMEDIATE exchanges. */
  public Transcript(
      Bytes ownInit,
      Bytes peerInit,
      Bytes ownNonce,
      Bytes peerNonce,
      Secret ownSkP,
      Secret peerSkP) {
    this(ownInit, peerInit, ownNonce, peerNonce, ownSkP, peerSkP, Bytes.EMPTY);
  }

  /** With other keys. */
  public Transcript withKeys(Secret own, Secret peer) {
    return new Transcript(ownInit, peerInit, ownNonce, peerNonce, own, peer, intermediate);
  }

  /** With more IKE_INTERMEDIATE exchanges, and the same keys. */
  public Transcript withIntermediate(Bytes authenticated) {
    return new Transcript(ownInit, peerInit, ownNonce, peerNonce, ownSkP, peerSkP, authenticated);
  }

  /** What we sign. */
  public byte[] ownOctets(Prf prf, IdPayload ownId) {
    return SignedOctets.of(prf, ownInit, peerNonce, ownId, ownSkP, intermediate);
  }

  /** What the peer signs. */
  public byte[] peerOctets(Prf prf, IdPayload peerId) {
    return SignedOctets.of(prf, peerInit, ownNonce, peerId, peerSkP, intermediate);
  }

  @Override
  public void close() {
    ownSkP.close();
    peerSkP.close();
  }
}
