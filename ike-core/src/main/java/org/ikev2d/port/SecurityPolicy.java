package org.ikev2d.port;

import java.util.List;
import java.util.Set;
import org.ikev2d.payload.AddressSelector;

/**
 * One entry of the SPD as the administrator wrote it (RFC 4301 section 4.4.1).
 *
 * @param name unique among the entries; for logs and commands, such as {@code ipsecinit.conf:12}
 * @param order position after Solaris' precedence rules; lower is matched first
 * @param local our side of the traffic
 * @param remote the peer's side
 * @param directions IN, OUT or both
 */
public record SecurityPolicy(
    String name,
    int order,
    List<AddressSelector> local,
    List<AddressSelector> remote,
    Set<Direction> directions,
    PolicyAction action) {
  public SecurityPolicy {
    local = List.copyOf(local);
    remote = List.copyOf(remote);
    directions = Set.copyOf(directions);
  }
}
