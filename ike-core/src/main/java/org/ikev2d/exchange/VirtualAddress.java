package org.ikev2d.exchange;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.CpPayload;
import org.ikev2d.payload.CpPayload.CfgAttribute;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.Extensions.Families;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState.AuthSent;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.CfgType;

/** The client that asks its gateway for an address (RFC 7296 section 2.19). */
final class VirtualAddress implements Contributor {
  /** What the gateway has given us. */
  record Assigned(List<InetAddress> addresses, List<InetAddress> dns, List<AddressSelector> subnets)
      implements Trait {
    Assigned {
      addresses = List.copyOf(addresses);
      dns = List.copyOf(dns);
      subnets = List.copyOf(subnets);
    }
  }

  /** Whether selectors of our side depend on what the gateway gives. */
  static boolean isAssigned(IkeSa sa) {
    return sa.traits().has(Assigned.class);
  }

  /** Whether the rule of this IKE SA has us ask for an address. */
  static Optional<Families> wanted(Turn turn) {
    return turn.sa()
        .rule()
        .map(rule -> turn.context().settings().extensions().virtualAddresses().get(rule.label()));
  }

  @Override
  public List<Payload> beforeSa(Stage stage, Turn turn) {
    if (stage != Stage.AUTH_REQUEST) {
      return List.of();
    }
    return wanted(turn).<Payload>map(VirtualAddress::request).stream().toList();
  }

  private static CpPayload request(Families families) {
    List<CfgAttribute> asked = new ArrayList<>();
    if (families.ipv4()) {
      asked.add(CfgValues.empty(CfgValues.IP4_ADDRESS));
      asked.add(CfgValues.empty(CfgValues.IP4_DNS));
      asked.add(CfgValues.empty(CfgValues.IP4_SUBNET));
    }
    if (families.ipv6()) {
      asked.add(CfgValues.empty(CfgValues.IP6_ADDRESS));
      asked.add(CfgValues.empty(CfgValues.IP6_DNS));
      asked.add(CfgValues.empty(CfgValues.IP6_SUBNET));
    }
    return new CpPayload(CfgType.REQUEST, asked);
  }

  /** The gateway has proved its identity. Of each family one address counts: we asked for one. */
  @Override
  public void read(Stage stage, Message message, Turn turn) {
    if (stage != Stage.AUTH_RESPONSE
        || !(turn.sa().state() instanceof AuthSent)
        || wanted(turn).isEmpty()) {
      return;
    }
    Families families = wanted(turn).get();
    List<InetAddress> addresses = new ArrayList<>();
    List<InetAddress> dns = new ArrayList<>();
    List<AddressSelector> subnets = new ArrayList<>();
    message
        .all(CpPayload.class)
        .filter(cp -> cp.cfgType().equals(CfgType.REPLY))
        .findFirst()
        .ifPresent(cp -> {
          if (families.ipv4()) {
            CfgValues.addresses(cp, CfgValues.IP4_ADDRESS).stream()
                .limit(1)
                .forEach(addresses::add);
            dns.addAll(CfgValues.addresses(cp, CfgValues.IP4_DNS));
          }
          if (families.ipv6()) {
            CfgValues.addresses(cp, CfgValues.IP6_ADDRESS).stream()
                .limit(1)
                .forEach(addresses::add);
            dns.addAll(CfgValues.addresses(cp, CfgValues.IP6_DNS));
          }
          subnets.addAll(CfgValues.subnets(cp));
        });
    if (addresses.isEmpty()) {
      turn.emit(
          IkeEvent.warn("ike.address.missing")
              .with("why", "we have asked for one, and the gateway gives none"));
      return;
    }
    turn.learn(new Assigned(addresses, dns, subnets));
    turn.emit(
        IkeEvent.info("ike.address.assigned")
            .with("addresses", AddressAssignment.text(addresses))
            .with("dns", AddressAssignment.text(dns))
            .with(
                "subnets",
                () -> String.join(",", subnets.stream().map(Object::toString).toList())));
  }
}
