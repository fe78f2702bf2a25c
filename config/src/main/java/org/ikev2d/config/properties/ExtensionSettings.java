package org.ikev2d.config.properties;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.Childless;

/**
 * The settings for what goes beyond RFC 7296, named as in ikev2d.conf.
 *
 * @param childless whether IKE SAs may come up without a CHILD SA
 * @param crashDetection our part in quick crash detection
 * @param messageIdSync whether clusters may tell their message IDs
 * @param redirectFollow whether we go to another gateway when ours says so
 * @param redirectTo where clients are sent; empty: they are served here
 * @param redirectAt when they are told
 * @param addressPool what clients are lent; empty: they are not answered
 * @param addressDns name servers that they are told
 * @param addressSubnets networks that they are told
 * @param addressLimit how many of each family one identity may have at once
 * @param addressRequired whether nobody gets a CHILD SA who has not asked for an address
 * @param virtualAddresses by label of a rule, which addresses we ask its gateway for
 * @param mobike whether IKE SAs may move to other addresses
 * @param sessionResume whether we ask gateways for tickets, and use them
 * @param sessionTickets whether our clients get tickets
 * @param ticketLifetime how long after an authentication
 * @param nullAuth whether rules may do without a proof of identity
 */
public record ExtensionSettings(
    Childless childless,
    CrashTokens crashDetection,
    boolean messageIdSync,
    boolean redirectFollow,
    Optional<InetAddress> redirectTo,
    RedirectAt redirectAt,
    List<AddressRange> addressPool,
    List<InetAddress> addressDns,
    List<AddressSelector> addressSubnets,
    int addressLimit,
    boolean addressRequired,
    Map<String, AddressFamilies> virtualAddresses,
    boolean mobike,
    boolean sessionResume,
    boolean sessionTickets,
    Duration ticketLifetime,
    boolean nullAuth) {
  public ExtensionSettings {
    addressPool = List.copyOf(addressPool);
    addressDns = List.copyOf(addressDns);
    addressSubnets = List.copyOf(addressSubnets);
    virtualAddresses = Map.copyOf(virtualAddresses);
  }

  /** Of which families a client asks for an address. */
  public enum AddressFamilies {
    IPV4,
    IPV6,
    BOTH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** When a client learns of the other gateway. */
  public enum RedirectAt {
    /** In the answer to its first message: cheap, and for everybody to see. */
    INIT,
    /** When it has authenticated. */
    AUTH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static ExtensionSettings read(TypedValues in) {
    return new ExtensionSettings(
        in.choice("childless", Childless.ALLOW, List.of(Childless.values())),
        in.choice("crash_detection", CrashTokens.BOTH, List.of(CrashTokens.values())),
        in.flag("message_id_sync", true),
        in.flag("redirect_follow", true),
        in.address("redirect_to"),
        in.choice("redirect_at", RedirectAt.INIT, List.of(RedirectAt.values())),
        AddressPools.ranges(in, "address_pool"),
        in.addresses("address_dns"),
        AddressPools.networks(in, "address_subnets"),
        in.number("address_limit", 8, 1, 65_536),
        in.flag("address_required", false),
        AddressPools.families(in, "virtual_address."),
        in.flag("mobike", true),
        in.flag("session_resume", false),
        in.flag("session_tickets", false),
        in.seconds("ticket_lifetime", 3600, 120, 86_400),
        in.flag("null_auth", false));
  }
}
