package org.ikev2d.exchange;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.negotiate.SelectorNarrowing;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.CpPayload;
import org.ikev2d.payload.CpPayload.CfgAttribute;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.Extensions.Gateway;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CfgType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;

/** The gateway that lends addresses to its clients (RFC 7296 sections 2.19 and 3.15). */
public final class AddressAssignment implements Contributor {
  /** The addresses that the peer has from us, for as long as this IKE SA and its heirs live. */
  record Leased(List<InetAddress> addresses) implements Trait {
    Leased {
      addresses = List.copyOf(addresses);
    }
  }

  /** What goes into the answer. */
  record Reply(List<CfgAttribute> attributes) implements Trait {
    Reply {
      attributes = List.copyOf(attributes);
    }
  }

  /** Why the first CHILD SA is not made. */
  record Failed(NotifyType error) implements Trait {}

  /** The addresses that this IKE SA holds. */
  public static List<InetAddress> leases(IkeSa sa) {
    return sa.traits().get(Leased.class).map(Leased::addresses).orElse(List.of());
  }

  /** The peer has proved its identity. */
  @Override
  public void read(Stage stage, Message message, Turn turn) {
    Optional<Gateway> gateway = turn.context().settings().extensions().gateway();
    if (stage != Stage.AUTH_REQUEST || gateway.isEmpty()) {
      return;
    }
    Optional<CpPayload> request =
        message
            .all(CpPayload.class)
            .filter(cp -> cp.cfgType().equals(CfgType.REQUEST))
            .filter(cp ->
                CfgValues.has(cp, CfgValues.IP4_ADDRESS)
                    || CfgValues.has(cp, CfgValues.IP6_ADDRESS))
            .findFirst();
    Optional<Identity> peer =
        message
            .all(IdPayload.class)
            .filter(id -> id.type().equals(PayloadType.IDI))
            .findFirst()
            .map(IdPayload::identity);
    if (request.isPresent() && peer.isPresent()) {
      assign(turn, gateway.get(), request.get(), peer.get());
    } else if (gateway.get().required() && message.first(SaPayload.class).isPresent()) {
      fail(turn, NotifyType.FAILED_CP_REQUIRED, "the client has not asked for an address");
    }
  }

  private static void assign(Turn turn, Gateway gateway, CpPayload request, Identity peer) {
    List<InetAddress> lent = new ArrayList<>();
    turn.ifItFails(() -> lent.forEach(gateway.leases()::release));
    lease(gateway, request, CfgValues.IP4_ADDRESS, peer).ifPresent(lent::add);
    lease(gateway, request, CfgValues.IP6_ADDRESS, peer).ifPresent(lent::add);
    if (lent.isEmpty()) {
      String why = "no address is free, or the client has as many as address_limit allows";
      fail(turn, NotifyType.INTERNAL_ADDRESS_FAILURE, why);
      return;
    }
    turn.learn(new Leased(lent));
    turn.learn(new Reply(attributes(gateway, request, lent)));
    turn.emit(
        IkeEvent.info("ike.address.lent").with("remote_id", peer).with("addresses", text(lent)));
  }

  private static Optional<InetAddress> lease(
      Gateway gateway, CpPayload request, int type, Identity peer) {
    return CfgValues.has(request, type)
        ? gateway
            .leases()
            .lease(
                type == CfgValues.IP6_ADDRESS,
                peer,
                CfgValues.addresses(request, type).stream().findFirst())
        : Optional.empty();
  }

  private static List<CfgAttribute> attributes(
      Gateway gateway, CpPayload request, List<InetAddress> lent) {
    List<CfgAttribute> all = new ArrayList<>();
    for (InetAddress address : lent) {
      boolean ipv6 = address.getAddress().length == 16;
      all.add(CfgValues.address(address));
      if (!ipv6 && CfgValues.has(request, CfgValues.IP4_NETMASK)) {
        // Nobody else is on that link.
        all.add(new CfgAttribute(CfgValues.IP4_NETMASK, Bytes.ofInt(-1)));
      }
      if (CfgValues.has(request, ipv6 ? CfgValues.IP6_DNS : CfgValues.IP4_DNS)) {
        gateway.dns().stream()
            .filter(d -> (d.getAddress().length == 16) == ipv6)
            .map(CfgValues::dns)
            .forEach(all::add);
      }
      gateway.subnets().stream()
          .filter(s -> (s.start().length() == 16) == ipv6)
          .map(CfgValues::subnet)
          .forEach(all::add);
    }
    return all;
  }

  private static void fail(Turn turn, NotifyType error, String why) {
    turn.learn(new Failed(error));
    turn.emit(IkeEvent.warn("ike.address.refused").with("notify", error).with("why", why));
  }

  /** What stands in the IKE_AUTH answer in the place of a CHILD SA; the IKE SA stays. */
  static List<Payload> inPlaceOfChild(Turn turn) {
    Optional<Failed> failed = turn.traits().get(Failed.class);
    turn.update(s -> s.withTraits(s.traits().without(Failed.class)));
    return failed.<Payload>map(f -> NotifyPayload.of(f.error())).stream().toList();
  }

  @Override
  public List<Payload> beforeSa(Stage stage, Turn turn) {
    if (stage != Stage.AUTH_RESPONSE) {
      return List.of();
    }
    Optional<Reply> reply = turn.traits().get(Reply.class);
    turn.update(s -> s.withTraits(s.traits().without(Reply.class)));
    return reply.<Payload>map(r -> new CpPayload(CfgType.REPLY, r.attributes())).stream().toList();
  }

  /**
   * A client's side of its traffic is its address and nothing else. Who has none gets nothing if
   * the gateway asks that of everybody, and never what is lent to others.
   */
  static List<AddressSelector> narrow(Turn turn, List<AddressSelector> remote) {
    List<InetAddress> lent = leases(turn.sa());
    Optional<Gateway> gateway = turn.context().settings().extensions().gateway();
    if (!lent.isEmpty()) {
      return SelectorNarrowing.narrow(remote, lent.stream().map(PolicyMatch::host).toList());
    }
    return gateway
        .map(g ->
            g.required()
                ? List.<AddressSelector>of()
                : remote.stream().filter(s -> !g.leases().covers(s)).toList())
        .orElse(remote);
  }

  static String text(List<InetAddress> addresses) {
    return String.join(",", addresses.stream().map(InetAddress::getHostAddress).toList());
  }
}
