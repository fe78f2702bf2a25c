package org.ikev2d.exchange;

import java.util.Optional;
import org.ikev2d.auth.SharedKeyMic;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PreSharedKeys;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Transcript;
import org.ikev2d.wire.AuthMethod;

/** Verifies the peer's AUTH payload against what its rule demands (RFC 7296 section 2.15). */
final class PeerProof {
  private PeerProof() {}

  /**
   * Empty if the peer has proved its identity, or if its proof is a signature: that is still to be
   * judged.
   */
  static Optional<Refusal> check(
      Turn turn,
      Keyed keyed,
      Transcript transcript,
      PeerRule rule,
      IdPayload peerId,
      AuthPayload auth) {
    boolean shared = auth.method().equals(AuthMethod.SHARED_KEY_MIC);
    boolean none = auth.method().equals(AuthMethod.NULL);
    boolean fits =
        switch (rule.remoteAuth()) {
          case PRESHARED -> shared;
          case CERT, PUBKEY -> !shared && !none;
          case NULL -> none;
          // Without an AUTH payload at first; whoever sends one leaves EAP out.
          case EAP_MSCHAPV2, EAP_TLS -> false;
        };
    if (!fits) {
      return refused(
          rule, peerId, "method theirs " + auth.method() + ", ours " + rule.remoteAuth());
    }
    if (none) {
      return Anonymous.holds(keyed, transcript, peerId, auth)
          ? Optional.empty()
          : refused(rule, peerId, "the code was not made with the keys of this IKE SA");
    }
    return shared ? checkShared(turn, keyed, transcript, rule, peerId, auth) : Optional.empty();
  }

  private static Optional<Refusal> checkShared(
      Turn turn,
      Keyed keyed,
      Transcript transcript,
      PeerRule rule,
      IdPayload peerId,
      AuthPayload auth) {
    Optional<PreSharedKeys> shared = turn.context().policy().preSharedKeys(rule.label());
    if (shared.isEmpty()) {
      return refused(rule, peerId, "no pre-shared key has the label of the rule");
    }
    byte[] octets = transcript.peerOctets(keyed.prf(), peerId);
    return SharedKeyMic.verify(keyed.prf(), shared.get().remote(), octets, auth)
        ? Optional.empty()
        : refused(rule, peerId, "the pre-shared keys differ");
  }

  private static Optional<Refusal> refused(PeerRule rule, IdPayload peerId, String why) {
    return Optional.of(
        new Refusal.NotAuthenticated(rule.label(), peerId.identity().toString(), why));
  }
}
