package org.ikev2d.port;

import java.net.InetAddress;
import org.ikev2d.wire.ProtocolId;

/** What a kernel tells unasked (RFC 2367 sections 3.1.6 and 3.1.8). */
public sealed interface KernelEvent {
  /**
   * A packet matched a policy and found no SA.
   *
   * @param sequence the kernel's label of this event
   * @param policyId the kernel's id of the policy; 0 if not told
   */
  record Acquire(
      int sequence, ProtocolId protocol, InetAddress source, InetAddress destination, int policyId)
      implements KernelEvent {}

  /** A lifetime ended; after a hard one the kernel has removed the SA. */
  record Expire(SaId id, boolean hard) implements KernelEvent {}

  /** An inbound SA's packets come from another address or port (SADB_X_NAT_T_NEW_MAPPING). */
  record Mapping(SaId id, InetAddress newAddress, int newPort) implements KernelEvent {}
}
