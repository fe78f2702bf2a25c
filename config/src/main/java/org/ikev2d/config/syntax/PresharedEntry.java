package org.ikev2d.config.syntax;

import java.util.List;
import java.util.Optional;
import org.ikev2d.config.check.Position;
import org.ikev2d.crypto.Secret;
import org.ikev2d.port.EapSecret;
import org.ikev2d.port.PostQuantumKey;

/**
 * An entry of ikev2.preshared.
 *
 * @param at where it begins
 * @param labels of the rules it is for; at least one
 * @param local proves us
 * @param remote verifies the peer
 * @param ppk a post-quantum preshared key
 * @param eap a name and its password for EAP
 */
public record PresharedEntry(
    Position at,
    List<String> labels,
    Optional<Secret> local,
    Optional<Secret> remote,
    Optional<PostQuantumKey> ppk,
    Optional<EapSecret> eap) {
  public PresharedEntry {
    labels = List.copyOf(labels);
  }
}
