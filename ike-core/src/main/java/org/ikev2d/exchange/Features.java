package org.ikev2d.exchange;

import java.util.List;
import org.ikev2d.sa.HeldTicket;
import org.ikev2d.sa.Trait;

/** The features that take part in exchanges, in the order in which they add their payloads. */
public final class Features {
  private Features() {}

  public static List<Contributor> all() {
    return List.of(
        new Cookie(),
        new NatDetection(),
        new Fragmentation(),
        new IntermediateSupport(),
        new Ppk(),
        new CertificateHints(),
        new MethodAnnouncement(),
        new ChildlessStart(),
        new CrashDetection(),
        new MessageIdSync(),
        new Redirection(),
        new GatewayRedirection(),
        new AddressAssignment(),
        new VirtualAddress(),
        new Mobike(),
        new Resumption(),
        new InitialContact(),
        new WindowSize(),
        new AuthLifetime());
  }

  /** To be learnt by an initiator that may resume a lost IKE SA. */
  public static Trait holding(HeldTicket ticket) {
    return new Resumption.Holding(ticket);
  }

  /** To be learnt by an initiator that has no other IKE SA with its peer (RFC 7296 section 2.4). */
  public static Trait firstContact() {
    return new InitialContact.First();
  }
}
