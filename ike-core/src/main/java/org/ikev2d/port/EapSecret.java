package org.ikev2d.port;

import org.ikev2d.crypto.Secret;

/**
 * A user's name and password for EAP. The secret stays the policy base's own.
 *
 * @param name as the user sends it, such as {@code alice} or {@code alice@example.com}
 * @param password in ASCII; at least one octet
 */
public record EapSecret(String name, Secret password) {}
