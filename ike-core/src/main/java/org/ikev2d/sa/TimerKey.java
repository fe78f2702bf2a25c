package org.ikev2d.sa;

/** A timer of an IKE SA; arming it again replaces it. */
public sealed interface TimerKey {
  /** A request is due for repetition. */
  record Retransmit(int messageId) implements TimerKey {}

  /** The peer has had time enough to authenticate. */
  record HalfOpen() implements TimerKey {}

  /** Time to ask whether the peer is alive. */
  record Liveness() implements TimerKey {}
}
