package org.ikev2d.exchange;

import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.IkeKeys;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.crypto.KeyDerivation;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.envelope.Envelope;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Role;
import org.ikev2d.sa.Transcript;
import org.ikev2d.wire.Bytes;

/** From the shared secret of IKE_SA_INIT to the keys of the IKE SA (RFC 7296 section 2.14). */
final class Keying {
  private Keying() {}

  /**
   * @param shared is closed by {@link #derive}
   */
  record Inputs(
      IkeSuite suite,
      Secret shared,
      Bytes ownNonce,
      Bytes peerNonce,
      Bytes ownInit,
      Bytes peerInit) {}

  record Result(Keyed keyed, Transcript transcript) {}

  /**
   * The keys after an additional key exchange before IKE_AUTH (RFC 9370 section 2.2.2). Those
   * before it are the caller's to close once nothing needs them any more.
   *
   * @param shared is closed
   * @param intermediate what both sides sign of the exchanges so far
   */
  static Result update(Turn turn, Keyed keyed, Transcript old, Secret shared, Bytes intermediate) {
    Context context = turn.context();
    IkeSa sa = turn.sa();
    IkeSuite suite = keyed.suite();
    CipherSpec spec =
        context.crypto().cipher(suite.encr(), suite.keyBits(), suite.integ()).orElseThrow();
    boolean initiator = sa.role() == Role.INITIATOR;
    Bytes ni = initiator ? old.ownNonce() : old.peerNonce();
    Bytes nr = initiator ? old.peerNonce() : old.ownNonce();
    try (Secret secret = shared) {
      IkeKeys keys =
          KeyDerivation.updatedIkeKeys(
              keyed.prf(), spec, keyed.skD(), secret, ni, nr, sa.initiatorSpi(), sa.responderSpi());
      turn.effect(new Effect.ExposeKeys(sa.initiatorSpi(), sa.responderSpi(), suite, keys));
      return new Result(
          new Keyed(
              suite, keyed.prf(), keys.skD(), Envelope.of(spec, keys, initiator, context.codec())),
          new Transcript(
              old.ownInit(),
              old.peerInit(),
              old.ownNonce(),
              old.peerNonce(),
              initiator ? keys.skPi() : keys.skPr(),
              initiator ? keys.skPr() : keys.skPi(),
              intermediate));
    }
  }

  /** What IKE_SESSION_RESUME gives. */
  record Resumed(IkeSuite suite, Bytes ownNonce, Bytes peerNonce, Bytes ownInit, Bytes peerInit) {}

  /**
   * The keys of an IKE SA that is resumed (RFC 5723 section 5.1).
   *
   * @param oldSkD is the caller's to close
   */
  static Result resume(Turn turn, Secret oldSkD, Resumed in) {
    Context context = turn.context();
    IkeSa sa = turn.sa();
    IkeSuite suite = in.suite();
    Prf prf = context.crypto().prf(suite.prf()).orElseThrow();
    CipherSpec spec =
        context.crypto().cipher(suite.encr(), suite.keyBits(), suite.integ()).orElseThrow();
    boolean initiator = sa.role() == Role.INITIATOR;
    Bytes ni = initiator ? in.ownNonce() : in.peerNonce();
    Bytes nr = initiator ? in.peerNonce() : in.ownNonce();
    IkeKeys keys =
        KeyDerivation.resumedIkeKeys(
            prf, spec, oldSkD, ni, nr, sa.initiatorSpi(), sa.responderSpi());
    turn.effect(new Effect.ExposeKeys(sa.initiatorSpi(), sa.responderSpi(), suite, keys));
    return new Result(
        new Keyed(suite, prf, keys.skD(), Envelope.of(spec, keys, initiator, context.codec())),
        new Transcript(
            in.ownInit(),
            in.peerInit(),
            in.ownNonce(),
            in.peerNonce(),
            initiator ? keys.skPi() : keys.skPr(),
            initiator ? keys.skPr() : keys.skPi()));
  }

  /** Both SPIs of the IKE SA must be known by now, and the suite must be a supported one. */
  static Result derive(Turn turn, Inputs in) {
    Context context = turn.context();
    IkeSa sa = turn.sa();
    IkeSuite suite = in.suite();
    Prf prf = context.crypto().prf(suite.prf()).orElseThrow();
    CipherSpec spec =
        context.crypto().cipher(suite.encr(), suite.keyBits(), suite.integ()).orElseThrow();
    boolean initiator = sa.role() == Role.INITIATOR;
    Bytes ni = initiator ? in.ownNonce() : in.peerNonce();
    Bytes nr = initiator ? in.peerNonce() : in.ownNonce();
    try (Secret shared = in.shared()) {
      IkeKeys keys =
          KeyDerivation.ikeKeys(prf, spec, shared, ni, nr, sa.initiatorSpi(), sa.responderSpi());
      Envelope envelope = Envelope.of(spec, keys, initiator, context.codec());
      turn.effect(new Effect.ExposeKeys(sa.initiatorSpi(), sa.responderSpi(), suite, keys));
      return new Result(
          new Keyed(suite, prf, keys.skD(), envelope),
          new Transcript(
              in.ownInit(),
              in.peerInit(),
              in.ownNonce(),
              in.peerNonce(),
              initiator ? keys.skPi() : keys.skPr(),
              initiator ? keys.skPr() : keys.skPi()));
    }
  }
}
