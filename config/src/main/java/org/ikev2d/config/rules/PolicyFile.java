package org.ikev2d.config.rules;

import java.util.List;
import java.util.Map;
import org.ikev2d.config.check.Position;
import org.ikev2d.port.SecurityPolicy;

/**
 * An ipsecinit.conf.
 *
 * @param policies the good ones, in the order in which they are matched
 * @param positions where the entry of each begins, by name
 */
public record PolicyFile(List<SecurityPolicy> policies, Map<String, Position> positions) {
  public static final PolicyFile EMPTY = new PolicyFile(List.of(), Map.of());

  public PolicyFile {
    policies = List.copyOf(policies);
    positions = Map.copyOf(positions);
  }
}
