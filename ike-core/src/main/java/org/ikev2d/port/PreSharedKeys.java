package org.ikev2d.port;

import org.ikev2d.crypto.Secret;

/**
 * The shared keys of a rule, which may differ by direction.
 *
 * @param local proves us
 * @param remote verifies the peer
 */
public record PreSharedKeys(Secret local, Secret remote) {}
