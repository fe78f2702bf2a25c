package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.auth.NullMic;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.negotiate.SelectorNarrowing;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials.Proof;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Transcript;

/**
 * NULL authentication (RFC 7619). Who has proved nothing gets nothing that depends on who it is:
 * its identity is nobody's, whatever it claims (section 2.2), it has no other IKE SAs to end
 * (section 2.4), it may not move, and its side of the traffic is its address alone.
 */
final class Anonymous {
  private Anonymous() {}

  /** Whether the peer of that rule proves nothing. */
  static boolean isPeer(PeerRule rule) {
    return rule.remoteAuth() == AuthChoice.NULL;
  }

  /** Whether either side of the IKE SA proves nothing. */
  static boolean isEither(Turn turn) {
    return turn.sa().rule().filter(r -> isPeer(r) || r.localAuth() == AuthChoice.NULL).isPresent();
  }

  /** Our proof, which is none. */
  static Proof.Made prove(Keyed keyed, Transcript transcript, IdPayload ownId) {
    byte[] octets = transcript.ownOctets(keyed.prf(), ownId);
    AuthPayload auth = NullMic.sign(keyed.prf(), transcript.ownSkP(), octets);
    return new Proof.Made(List.of(), auth, auth.method().toString());
  }

  /** Whether the peer at least is the one with whom the keys were agreed. */
  static boolean holds(Keyed keyed, Transcript transcript, IdPayload peerId, AuthPayload auth) {
    byte[] octets = transcript.peerOctets(keyed.prf(), peerId);
    return NullMic.verify(keyed.prf(), transcript.peerSkP(), octets, auth);
  }

  /** Whom we take the peer for. */
  static Identity believed(PeerRule rule, Identity claimed) {
    return isPeer(rule) ? Identity.NULL : claimed;
  }

  /**
   * What is left of a peer's side of the traffic: the address that it has, or was lent. Behind a
   * NAT nobody knows the former.
   */
  static List<AddressSelector> narrow(
      Turn turn, PeerRule rule, boolean nat, List<AddressSelector> remote) {
    if (!isPeer(rule) || !AddressAssignment.leases(turn.sa()).isEmpty()) {
      return remote;
    }
    return nat
        ? List.of()
        : SelectorNarrowing.narrow(
            remote, List.of(PolicyMatch.host(turn.sa().path().remoteAddress())));
  }

  /** Why somebody unknown must not have a CHILD SA for what a known peer has one for. */
  static Optional<Refusal> displaces(
      Turn turn, PeerRule rule, List<AddressSelector> local, List<AddressSelector> remote) {
    return isPeer(rule) && turn.context().neighbours().holdAuthenticated(remote)
        ? Optional.of(
            new Refusal.SelectorsUnacceptable(
                rule.label(),
                SelectorNarrowing.text(remote) + "=" + SelectorNarrowing.text(local),
                "a peer that has proved its identity has a CHILD SA for that"))
        : Optional.empty();
  }
}
