package org.ikev2d.sa;

import java.net.InetAddress;
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
 * @param followsRedirects whether we go to another gateway when ours says so (RFC 5685)
 * @param redirect where clients are sent; empty: they are served here
 */
public record Extensions(
    Childless childless,
    boolean takesTokens,
    Optional<Secret> tokenSecret,
    boolean messageIdSync,
    boolean followsRedirects,
    Optional<Redirect> redirect) {
  public static final Extensions DEFAULT =
      new Extensions(Childless.ALLOW, false, Optional.empty(), false, false, Optional.empty());

  /**
   * Another gateway, for clients that follow.
   *
   * @param to its address
   * @param authenticated whether clients learn it in IKE_AUTH only, when it is known who they are
   */
  public record Redirect(InetAddress to, boolean authenticated) {}

  public Extensions withChildless(Childless mode) {
    return new Extensions(
        mode, takesTokens, tokenSecret, messageIdSync, followsRedirects, redirect);
  }

  public Extensions withCrashDetection(boolean takes, Optional<Secret> secret) {
    return new Extensions(childless, takes, secret, messageIdSync, followsRedirects, redirect);
  }

  public Extensions withMessageIdSync(boolean offered) {
    return new Extensions(childless, takesTokens, tokenSecret, offered, followsRedirects, redirect);
  }

  public Extensions withRedirects(boolean follows, Optional<Redirect> elsewhere) {
    return new Extensions(childless, takesTokens, tokenSecret, messageIdSync, follows, elsewhere);
  }
}
