package org.ikev2d.config.syntax;

import java.util.List;
import java.util.Optional;
import org.ikev2d.config.check.Position;
import org.ikev2d.crypto.Secret;
import org.ikev2d.port.PostQuantumKey;

/**
 * An entry of ikev2.preshared.
 *
 * @param at where it begins
 * @param labels of the rules it is for; at least one
 * @param local proves us
 * @param remote verifies the peer
 * @param ppk a post-quantum preshared key
 */
public record PresharedEntry(
    Position at,
    List<String> labels,
    Optional<Secret> local,
    Optional<Secret> remote,
    Optional<PostQuantumKey> ppk) {
  public PresharedEntry {
    labels = List.copyOf(labels);
  }
}
