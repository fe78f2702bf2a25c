package org.ikev2d.crypto;

import java.security.SecureRandom;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;

/**
 * A key exchange method in the shape of a KEM, so that Diffie-Hellman groups and encapsulation
 * mechanisms are one thing (RFC 7296 section 2.12, RFC 9370).
 */
public interface KeyExchangeMethod {
  GroupId id();

  /** Length in octets of the initiator's value on the wire. */
  int initiatorLength();

  /** Length in octets of the responder's value on the wire. */
  int responderLength();

  /** The initiator's first step: a fresh private value and what goes into its KE payload. */
  Initiation initiate(SecureRandom random);

  /** The responder's only step. */
  Agreement respond(Bytes initiatorValue, SecureRandom random);

  /** What the initiator keeps until the answer arrives; zeroed when closed. */
  interface Initiation extends AutoCloseable {
    /** The octets of the KE payload. */
    Bytes publicValue();

    /** The initiator's last step. The private value may be used again if the answer is refused. */
    Agreement finish(Bytes responderValue);

    @Override
    void close();
  }

  /** Outcome of a step that reads the peer's value. */
  sealed interface Agreement {
    /**
     * @param ourValue what the responder sends; empty on the initiator's side
     * @param shared the shared secret, which the caller closes
     */
    record Agreed(Bytes ourValue, Secret shared) implements Agreement {}

    /** The peer's value fails validation (RFC 6989, RFC 7748 section 6). */
    record Invalid(String reason) implements Agreement {}
  }
}
