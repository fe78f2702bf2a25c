package org.ikev2d.sa;

import java.time.Duration;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.Bytes;

/** A timer of an IKE SA; arming it again replaces it. */
public sealed interface TimerKey {
  /** A request is due for repetition. */
  record Retransmit(int messageId) implements TimerKey {}

  /** The peer has had time to send the rest of what it has begun to send in fragments. */
  record Fragments() implements TimerKey {}

  /** The peer has had time enough to authenticate, or our key store to make or judge proofs. */
  record HalfOpen() implements TimerKey {}

  /** Time to ask whether the peer is alive. */
  record Liveness() implements TimerKey {}

  /** The IKE SA is due for rekeying. */
  record RekeyIke() implements TimerKey {}

  /** The IKE SA may not be used any longer. */
  record IkeExpiry() implements TimerKey {}

  /** An exchange that the peer could not serve is due for another try (RFC 7296 section 2.25). */
  record Retry(Task task) implements TimerKey {}

  /**
   * Packets on their way under an SA that was replaced have had time to arrive.
   *
   * @param rest how long that takes
   */
  record Drain(SaId id, Duration rest) implements TimerKey {}

  /** The peers' proofs of their identities are not good for longer (RFC 4478). */
  record AuthLifetime() implements TimerKey {}

  /** The peer has had time to show that it has a CHILD SA on which we do not send yet. */
  record Held(SaId inbound) implements TimerKey {}

  /** Nothing leaves any more on the CHILD SAs of an IKE SA whose Delete has this answer. */
  record LastAnswer(Effect.Send answer) implements TimerKey {}

  /** The peer has had time for an IKE_FOLLOWUP_KE exchange. */
  record FollowUp(Bytes link) implements TimerKey {}

  /** The peer has had time to delete the IKE SA that it has replaced. */
  record Replaced() implements TimerKey {}
}
