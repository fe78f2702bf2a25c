package org.ikev2d.port;

import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;

/**
 * A post-quantum preshared key (RFC 8784). The secret stays the policy base's own.
 *
 * @param id by which both sides name it
 * @param key at least {@link #LEAST_OCTETS}
 * @param required whether no IKE SA may come up without one
 */
public record PostQuantumKey(Bytes id, Secret key, boolean required) {
  /** 256 bits, of which Grover's algorithm leaves 128 (RFC 8784 section 6). */
  public static final int LEAST_OCTETS = 32;
}
