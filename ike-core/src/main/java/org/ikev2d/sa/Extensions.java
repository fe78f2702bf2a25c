package org.ikev2d.sa;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.AddressLeases;
import org.ikev2d.port.Childless;
import org.ikev2d.port.TicketVault;

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
 * @param gateway what clients get that ask for an address; empty: they are not answered
 * @param virtualAddresses by label of a rule, what we ask its gateway for
 * @param mobike whether IKE SAs may move to other addresses (RFC 4555)
 * @param sessions how lost IKE SAs are resumed (RFC 5723)
 */
public record Extensions(
    Childless childless,
    boolean takesTokens,
    Optional<Secret> tokenSecret,
    boolean messageIdSync,
    boolean followsRedirects,
    Optional<Redirect> redirect,
    Optional<Gateway> gateway,
    Map<String, Families> virtualAddresses,
    boolean mobike,
    Sessions sessions) {
  public static final Extensions DEFAULT =
      new Extensions(
          Childless.ALLOW,
          false,
          Optional.empty(),
          false,
          false,
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          false,
          new Sessions(false, Optional.empty()));

  public Extensions {
    virtualAddresses = Map.copyOf(virtualAddresses);
  }

  /**
   * Another gateway, for clients that follow.
   *
   * @param to its address
   * @param authenticated whether clients learn it in IKE_AUTH only, when it is known who they are
   */
  public record Redirect(InetAddress to, boolean authenticated) {}

  /**
   * What a client is given (RFC 7296 section 2.19).
   *
   * @param dns addresses of name servers
   * @param subnets networks behind us, each a prefix
   * @param required whether nobody gets a CHILD SA who has not asked for an address
   */
  public record Gateway(
      AddressLeases leases,
      List<InetAddress> dns,
      List<AddressSelector> subnets,
      boolean required) {
    public Gateway {
      dns = List.copyOf(dns);
      subnets = List.copyOf(subnets);
    }
  }

  /** Of which families an address is asked for; one at least. */
  public record Families(boolean ipv4, boolean ipv6) {}

  /**
   * Session resumption.
   *
   * @param asks whether we ask for tickets, and use them
   * @param vault seals those that our clients ask for; empty: they get none
   */
  public record Sessions(boolean asks, Optional<TicketVault> vault) {}

  public Extensions withChildless(Childless mode) {
    return new Extensions(
        mode,
        takesTokens,
        tokenSecret,
        messageIdSync,
        followsRedirects,
        redirect,
        gateway,
        virtualAddresses,
        mobike,
        sessions);
  }

  public Extensions withCrashDetection(boolean takes, Optional<Secret> secret) {
    return new Extensions(
        childless,
        takes,
        secret,
        messageIdSync,
        followsRedirects,
        redirect,
        gateway,
        virtualAddresses,
        mobike,
        sessions);
  }

  public Extensions withMessageIdSync(boolean offered) {
    return new Extensions(
        childless,
        takesTokens,
        tokenSecret,
        offered,
        followsRedirects,
        redirect,
        gateway,
        virtualAddresses,
        mobike,
        sessions);
  }

  public Extensions withRedirects(boolean follows, Optional<Redirect> elsewhere) {
    return new Extensions(
        childless,
        takesTokens,
        tokenSecret,
        messageIdSync,
        follows,
        elsewhere,
        gateway,
        virtualAddresses,
        mobike,
        sessions);
  }

  public Extensions withAddresses(Optional<Gateway> lender, Map<String, Families> wanted) {
    return new Extensions(
        childless,
        takesTokens,
        tokenSecret,
        messageIdSync,
        followsRedirects,
        redirect,
        lender,
        wanted,
        mobike,
        sessions);
  }

  public Extensions withMobike(boolean offered) {
    return new Extensions(
        childless,
        takesTokens,
        tokenSecret,
        messageIdSync,
        followsRedirects,
        redirect,
        gateway,
        virtualAddresses,
        offered,
        sessions);
  }

  public Extensions withSessions(boolean asks, Optional<TicketVault> vault) {
    return new Extensions(
        childless,
        takesTokens,
        tokenSecret,
        messageIdSync,
        followsRedirects,
        redirect,
        gateway,
        virtualAddresses,
        mobike,
        new Sessions(asks, vault));
  }
}
