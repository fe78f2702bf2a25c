package org.ikev2d.payload;

import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;

/** A payload of a type that is not understood, kept as it came (RFC 7296 section 2.5). */
public record UnknownPayload(PayloadType type, boolean critical, Bytes body) implements Payload {}
