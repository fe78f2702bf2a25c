package org.ikev2d.kernel.memory;

/** What the SPD does with an outbound packet. */
public enum Verdict {
  /** It leaves in the clear. */
  PASS,
  DISCARD,
  /** It leaves through an SA, whose counters have grown. */
  PROTECT,
  /** No SA fits; an ACQUIRE asks for one, or has asked already. The packet is lost. */
  WAIT
}
