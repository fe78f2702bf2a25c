package org.ikev2d.port;

/** Whether an IKE SA may come up without a CHILD SA (RFC 6023). */
public enum Childless {
  /** It may not, whoever starts it. */
  NEVER,
  /** A peer that starts one may; one of ours brings its CHILD SA along. */
  ALLOW,
  /** One of ours does where the peer says that it can; the CHILD SA follows by itself. */
  PREFER,
  /** There is no other way: not for peers, and not with peers that cannot. */
  FORCE;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
