package org.ikev2d.crypto;

import org.ikev2d.wire.GroupId;

/**
 * What the protocol has to know of a key exchange method.
 *
 * @param strength estimated strength in bits: RFC 3526 section 8 for its groups, RFC 5114 section 4
 *     and RFC 8031 for theirs, half the field size for other curves
 * @param description {@code 2048-bit MODP (group 14)}
 * @param initiatorOctets length of the initiator's value on the wire
 * @param responderOctets length of the responder's value on the wire
 * @param secretOctets length of the shared secret that goes into the key derivation
 */
public record GroupAlgorithm(
    GroupId id,
    int strength,
    String description,
    int initiatorOctets,
    int responderOctets,
    int secretOctets,
    Requirement requirement) {}
