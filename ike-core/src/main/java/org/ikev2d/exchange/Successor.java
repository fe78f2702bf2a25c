package org.ikev2d.exchange;

import java.util.List;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.IkeKeys;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.crypto.KeyDerivation;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.envelope.Envelope;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Role;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IkeSpi;

/** The IKE SA that a rekey makes, with keys from those of the old one (RFC 7296 section 2.18). */
final class Successor {
  private Successor() {}

  /**
   * What makes it.
   *
   * @param role who started the exchange that makes it is its initiator (section 1.3.2)
   * @param own our SPI of it
   * @param shared of all key exchanges in order; closed after use
   */
  record Making(
      Role role,
      IkeSpi own,
      IkeSpi peer,
      IkeSuite suite,
      List<Secret> shared,
      Bytes ownNonce,
      Bytes peerNonce) {
    Making {
      shared = List.copyOf(shared);
    }

    Making withShared(List<Secret> all) {
      return new Making(role, own, peer, suite, all, ownNonce, peerNonce);
    }
  }

  /** The new IKE SA, established, without CHILD SAs yet. */
  static IkeSa make(Turn turn, Established state, Making m) {
    Context context = turn.context();
    Keyed old = state.keyed();
    Prf prf = context.crypto().prf(m.suite().prf()).orElseThrow();
    CipherSpec spec =
        context
            .crypto()
            .cipher(m.suite().encr(), m.suite().keyBits(), m.suite().integ())
            .orElseThrow();
    boolean initiator = m.role() == Role.INITIATOR;
    IkeSpi spiI = initiator ? m.own() : m.peer();
    IkeSpi spiR = initiator ? m.peer() : m.own();
    try {
      IkeKeys keys =
          KeyDerivation.rekeyedIkeKeys(
              old.prf(),
              old.skD(),
              prf,
              spec,
              m.shared(),
              initiator ? m.ownNonce() : m.peerNonce(),
              initiator ? m.peerNonce() : m.ownNonce(),
              spiI,
              spiR);
      Keyed keyed =
          new Keyed(
              m.suite(), prf, keys.skD(), Envelope.of(spec, keys, initiator, context.codec()));
      turn.effect(new Effect.ExposeKeys(spiI, spiR, m.suite(), keys));
      // Nobody authenticates once more.
      keys.skPi().close();
      keys.skPr().close();
      return IkeSa.larval(m.own(), m.peer(), m.role(), turn.sa().path(), context.nanos())
          .withTraits(
              turn.traits()
                  .without(Collisions.RivalIke.class)
                  .without(Retries.Failures.class)
                  .without(Unfinished.Open.class)
                  .without(PathMtu.LastAnswer.class)
                  .without(CrashDetection.PeerToken.class)
                  .without(Resumption.Ticket.class)
                  .without(Resumption.Issued.class)
                  .without(Retries.Postponed.class)
                  .without(EarlyDeletes.Noted.class))
          .withState(
              new Established(
                  keyed,
                  state.rule(),
                  state.xform(),
                  state.localId(),
                  state.remoteId(),
                  context.epochMillis()));
    } finally {
      m.shared().forEach(Secret::close);
    }
  }
}
