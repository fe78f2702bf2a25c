package org.ikev2d.port;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** What the SPD does with traffic (RFC 4301 section 4.4.1). */
public sealed interface PolicyAction {
  /** Let it pass in the clear. */
  record Bypass() implements PolicyAction {}

  /** Drop it. */
  record Discard() implements PolicyAction {}

  /**
   * Protect it.
   *
   * @param alternatives in order of preference; at least one
   * @param endpoints present in tunnel mode
   * @param unique whether each flow gets an SA of its own
   */
  record Protect(
      IpsecMode mode, List<Protection> alternatives, Optional<Endpoints> endpoints, boolean unique)
      implements PolicyAction {
    public Protect {
      alternatives = List.copyOf(alternatives);
    }
  }

  /** The outer addresses of a tunnel. */
  record Endpoints(InetAddress local, InetAddress remote) {}
}
