package org.ikev2d.sa;

/** Who started an IKE SA; a rekey assigns it anew (RFC 7296 section 1.3.2). */
public enum Role {
  INITIATOR,
  RESPONDER
}
