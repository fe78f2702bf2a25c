package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.actor.Leases;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.Childless;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PolicyAction.Endpoints;
import org.ikev2d.port.PolicyAction.Protect;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.sa.Extensions.Families;
import org.ikev2d.sa.Extensions.Gateway;

/**
 * A gateway with a pool of three IPv4 addresses and an IPv6 prefix, and clients that ask it for
 * some.
 */
abstract class GatewayScene {
  static final String GATEWAY = "10.0.0.100";
  static final AddressSelector ALL4 = Rules.net("0.0.0.0/0");
  static final AddressSelector ALL6 = Rules.net("::/0");

  final SimNetwork network = new SimNetwork();
  final Leases leases =
      new Leases(
          List.of(
              new AddressRange(Rules.host("10.99.0.1").start(), Rules.host("10.99.0.3").start()),
              AddressRange.ofPrefix(Rules.address("2001:db8:99::"), 64)),
          8);

  static SecurityPolicy tunnel(
      List<AddressSelector> local, List<AddressSelector> remote, String own, String peer) {
    return new SecurityPolicy(
        "vpn",
        1,
        local,
        remote,
        java.util.Set.of(Direction.IN, Direction.OUT),
        new Protect(
            IpsecMode.TUNNEL,
            List.of(Rules.ESP_AES_SHA512),
            Optional.of(new Endpoints(Rules.address(own), Rules.address(peer))),
            false));
  }

  SimNode client(int number, Optional<Families> families) {
    return client(number, families, Childless.ALLOW);
  }

  SimNode client(int number, Optional<Families> families, Childless childless) {
    String own = "10.0.0." + number;
    Map<String, Families> wanted = families.map(f -> Map.of("vpn", f)).orElse(Map.of());
    return network.node(
        "client" + number,
        own,
        EndpointSettings.DEFAULT.withExtensions(
            Extensions.DEFAULT
                .withAddresses(Optional.empty(), wanted)
                .withChildless(childless)
                .withMobike(true)),
        TwoHosts.policy(
            Rules.rule("vpn", own, GATEWAY, Rules.AES_SHA256_X25519),
            tunnel(
                List.of(ALL4, ALL6),
                List.of(Rules.net("10.2.0.0/16"), Rules.net("2001:db8:2::/48")),
                own,
                GATEWAY)),
        number);
  }

  SimNode gateway(boolean required) {
    return gateway(
        new Gateway(
            leases,
            List.of(Rules.address("10.2.0.53"), Rules.address("2001:db8:2::53")),
            List.of(Rules.net("10.2.0.0/16")),
            required));
  }

  SimNode gateway(Gateway lending) {
    List<PeerRule> rules = new ArrayList<>();
    for (int client = 1; client <= 5; client++) {
      String peer = "10.0.0." + client;
      rules.add(Rules.rule("client" + client, GATEWAY, peer, Rules.AES_SHA256_X25519));
    }
    SecurityPolicy policy =
        tunnel(
            List.of(Rules.net("10.2.0.0/16"), Rules.net("2001:db8:2::/48")),
            List.of(Rules.net("10.99.0.0/24"), Rules.net("2001:db8:99::/64")),
            GATEWAY,
            "0.0.0.0");
    return network.node(
        "gateway",
        GATEWAY,
        EndpointSettings.DEFAULT.withExtensions(
            Extensions.DEFAULT.withAddresses(Optional.of(lending), Map.of()).withMobike(true)),
        new SimPolicy(rules, List.of(policy), "a shared secret"),
        100);
  }

  static final Optional<Families> IPV4 = Optional.of(new Families(true, false));
  static final Optional<Families> IPV6 = Optional.of(new Families(false, true));
  static final Optional<Families> BOTH = Optional.of(new Families(true, true));

  CompletableFuture<CommandOutcome> connect(SimNode client) {
    CompletableFuture<CommandOutcome> outcome = client.initiate("vpn");
    network.advance(Duration.ofSeconds(2));
    return outcome;
  }

  void disconnect(SimNode client) {
    client.endpoint().deleteAll("test");
    network.advance(Duration.ofSeconds(2));
  }

  static ChildSa child(SimNode client) {
    assertThat(client.ikeSas()).hasSize(1);
    return client.ikeSas().getFirst().sa().children().all().getFirst();
  }

  static String addresses(SimNode client) {
    return client
        .events("ike.address.assigned")
        .getLast()
        .fields()
        .getOrDefault("addresses", "none");
  }
}
