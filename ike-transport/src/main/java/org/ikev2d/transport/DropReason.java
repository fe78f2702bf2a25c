package org.ikev2d.transport;

import java.util.Locale;

/** Why a datagram went no further; the names appear in metrics and logs. */
public enum DropReason {
  /** A NAT keepalive, which has done its work by arriving (RFC 3948 section 2.3). */
  KEEPALIVE,
  /** One to three octets on the NAT traversal port, neither IKE nor ESP. */
  RUNT,
  /** ESP in UDP, and nobody takes it here. */
  ESP,
  /** Received and longer than the settings allow. */
  OVERSIZE,
  /** Refused by the gate, which counts its own reasons. */
  GATE,
  /** The receiver failed on it. */
  RECEIVER,
  /** To be sent from an address and port that no socket of ours has. */
  NO_SOCKET,
  /** To be sent and longer than UDP allows. */
  TOO_LONG,
  /** To be sent on a socket with too much waiting already. */
  BACKLOG,
  /** Refused by the system when sent. */
  SEND_FAILED;

  /** The name in lower case with hyphens. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    return code();
  }
}
