package org.ikev2d.transport.gate;

import org.ikev2d.wire.Bytes;

/** What to do with a datagram. */
public sealed interface Verdict {
  Verdict PASS = new Pass();

  /** Hand it on. */
  record Pass() implements Verdict {}

  /** Ignore it. */
  record Drop(GateReason reason) implements Verdict {}

  /**
   * Ignore it but send this to where it came from.
   *
   * @param datagram a whole IKE message without non-ESP marker
   */
  record Reply(Bytes datagram, GateReason reason) implements Verdict {}
}
