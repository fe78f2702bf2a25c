package org.ikev2d.exchange;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.negotiate.ChildProposals;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.Neighbours;
import org.ikev2d.port.PolicyBase;
import org.ikev2d.port.PolicyBindings;
import org.ikev2d.port.Sadb;
import org.ikev2d.sa.EndpointSettings;

/**
 * What a handler is given: everything it may know or use beside its IKE SA and the event.
 *
 * @param sadb for reserving SPIs only; all else that touches a kernel is an effect
 * @param announcement what peers are told of the signatures and certificates that we verify
 * @param siblings for looking at only
 * @param own addresses of ours that peers can reach; empty where nobody tells
 * @param neighbours the other IKE SAs
 * @param nanos of a clock that never goes back
 * @param epochMillis wall clock
 */
public record Context(
    EndpointSettings settings,
    Crypto crypto,
    PolicyBase policy,
    PolicyBindings bindings,
    Sadb sadb,
    SecureRandom random,
    MessageCodec codec,
    List<Contributor> contributors,
    Credentials.Announcement announcement,
    Siblings siblings,
    List<InetAddress> own,
    Neighbours neighbours,
    long nanos,
    long epochMillis) {
  /** Proposals for CHILD SAs within what the kernel can install. */
  public ChildProposals childProposals() {
    return new ChildProposals(sadb.algorithms());
  }
}
