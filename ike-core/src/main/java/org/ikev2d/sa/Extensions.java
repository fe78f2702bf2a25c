package org.ikev2d.sa;

import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.port.Childless;

/**
 * What an endpoint offers beyond RFC 7296.
 *
 * @param childless whether IKE SAs may come up without a CHILD SA (RFC 6023)
 * @param takesTokens whether a peer's token of quick crash detection is kept and believed (RFC
 *     6290)
 * @param tokenSecret from which our own tokens are made, the same after a restart; empty: none are
 * @param messageIdSync whether a cluster may tell its message IDs after a failover (RFC 6311)
 */
public record Extensions(
    Childless childless, boolean takesTokens, Optional<Secret> tokenSecret, boolean messageIdSync) {
  public static final Extensions DEFAULT =
      new Extensions(Childless.ALLOW, false, Optional.empty(), false);

  public Extensions withChildless(Childless mode) {
    return new Extensions(mode, takesTokens, tokenSecret, messageIdSync);
  }

  public Extensions withCrashDetection(boolean takes, Optional<Secret> secret) {
    return new Extensions(childless, takes, secret, messageIdSync);
  }

  public Extensions withMessageIdSync(boolean offered) {
    return new Extensions(childless, takesTokens, tokenSecret, offered);
  }
}
