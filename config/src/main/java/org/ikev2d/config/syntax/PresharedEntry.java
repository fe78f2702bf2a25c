package org.ikev2d.config.syntax;

import java.util.List;
import java.util.Optional;
import org.ikev2d.config.check.Position;
import org.ikev2d.crypto.Secret;

/**
 * An entry of ikev2.preshared.
 *
 * @param at where it begins
 * @param labels of the rules it is for; at least one
 * @param local proves us
 * @param remote verifies the peer
 */
public record PresharedEntry(
    Position at, List<String> labels, Optional<Secret> local, Optional<Secret> remote) {
  public PresharedEntry {
    labels = List.copyOf(labels);
  }
}
