package org.ikev2d.crypto;

import org.ikev2d.wire.Bytes;

/**
 * What both sides have authenticated of their IKE_INTERMEDIATE exchanges so far (RFC 9242 section
 * 3.3.2). Each message adds itself to the chain of its sender, with the SK_pi or SK_pr that is in
 * force before the exchange updates the keys.
 *
 * @param initiator IntAuth_iN; empty before the first exchange
 * @param responder IntAuth_rN; empty before the first exchange
 */
public record IntAuth(Bytes initiator, Bytes responder) {
  /** Before any IKE_INTERMEDIATE exchange. */
  public static final IntAuth NONE = new IntAuth(Bytes.EMPTY, Bytes.EMPTY);

  /**
   * With a request.
   *
   * @param skPi that protects the identity of the original initiator, before this exchange's keys
   * @param octets IntAuth_iN_A | IntAuth_iN_P: the message as it was before encryption, with the
   *     lengths that it has without IV, padding and ICV
   */
  public IntAuth withRequest(Prf prf, Secret skPi, Bytes octets) {
    return new IntAuth(next(prf, skPi, initiator, octets), responder);
  }

  /** With a response, whose {@code octets} are made like those of a request. */
  public IntAuth withResponse(Prf prf, Secret skPr, Bytes octets) {
    return new IntAuth(initiator, next(prf, skPr, responder, octets));
  }

  /** The value is no secret: it goes into what both sides sign. */
  private static Bytes next(Prf prf, Secret key, Bytes previous, Bytes octets) {
    try (Secret value = prf.compute(key, previous.toArray(), octets.toArray())) {
      return Bytes.wrap(value.expose());
    }
  }

  /**
   * What is appended to the signed octets of both sides: IntAuth = IntAuth_iN | IntAuth_rN |
   * IKE_AUTH_MID.
   *
   * @param authMessageId Message ID of the first IKE_AUTH request
   * @return nothing if there was no IKE_INTERMEDIATE exchange
   */
  public Bytes signedOctets(int authMessageId) {
    return equals(NONE)
        ? Bytes.EMPTY
        : Bytes.concat(initiator, responder, Bytes.ofInt(authMessageId));
  }
}
