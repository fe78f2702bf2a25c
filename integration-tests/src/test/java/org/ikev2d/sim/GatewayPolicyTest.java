package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelPolicy.Template;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.ChildSa;
import org.junit.jupiter.api.Test;

/** What a gateway has in its SPD for the clients that it lends addresses to. */
class GatewayPolicyTest extends GatewayScene {
  private static List<KernelPolicy> leadingTo(SimNode gateway, String outer) {
    InetAddress address = Rules.address(outer);
    return gateway.spd().stream()
        .filter(
            p -> p.template().flatMap(Template::destination).filter(address::equals).isPresent())
        .toList();
  }

  private static int reqid(List<KernelPolicy> policies) {
    assertThat(policies).hasSize(1);
    return policies.getFirst().template().orElseThrow().reqid();
  }

  @Test
  void theGatewaysKernelLeadsPacketsToEachClient() {
    SimNode gateway = gateway(false);
    int before = gateway.spd().size();
    SimNode first = client(1, IPV4);
    SimNode second = client(2, IPV4);
    connect(first);
    connect(second);

    List<KernelPolicy> toFirst = leadingTo(gateway, "10.0.0.1");
    assertThat(toFirst.getFirst().destination()).isEqualTo(Rules.host("10.99.0.1"));
    assertThat(leadingTo(gateway, "10.0.0.2").getFirst().destination())
        .isEqualTo(Rules.host("10.99.0.2"));
    int reqid = reqid(toFirst);
    assertThat(reqid).isNotEqualTo(reqid(leadingTo(gateway, "10.0.0.2")));
    assertThat(gateway.spd()).as("out, in and forward for each").hasSize(before + 6);
    assertThat(gateway.sadb()).filteredOn(s -> s.reqid() == reqid).hasSize(2);

    first.endpoint().rekeyIke(first.ikeSas().getFirst().sa().localSpi());
    network.advance(Duration.ofSeconds(2));
    ChildSa old = child(first);
    first.endpoint().rekeyChild(old.inbound());
    network.advance(Duration.ofSeconds(30));
    assertThat(child(first).inbound()).isNotEqualTo(old.inbound());
    assertThat(leadingTo(gateway, "10.0.0.1")).isEqualTo(toFirst);
    assertThat(gateway.sadb()).filteredOn(s -> s.reqid() == reqid).hasSize(2);

    disconnect(first);
    assertThat(leadingTo(gateway, "10.0.0.1")).isEmpty();
    assertThat(leadingTo(gateway, "10.0.0.2")).hasSize(1);
    disconnect(second);
    assertThat(gateway.spd()).hasSize(before);
  }

  /** It takes part from any address there is. */
  private static void roams(SimNode node) {
    List<AddressRange> net = List.of(AddressRange.ofPrefix(Rules.address("10.0.0.0"), 24));
    SimPolicy policy = node.policy();
    PeerRule r = policy.rules().getFirst();
    PeerRule wide =
        new PeerRule(
            r.label(),
            net,
            net,
            r.localId(),
            r.remoteIds(),
            r.localAuth(),
            r.remoteAuth(),
            r.xforms(),
            r.childPfs(),
            r.childLifetime());
    node.replace(new SimPolicy(List.of(wide), policy.policies(), policy.key()));
  }

  @Test
  void aClientThatMovesTakesItsEntriesAlong() {
    SimNode gateway = gateway(false);
    int before = gateway.spd().size();
    SimNode client = client(1, IPV4);
    roams(gateway);
    roams(client);
    gateway.addresses(GATEWAY);
    client.addresses("10.0.0.1");
    connect(client);
    assertThat(leadingTo(gateway, "10.0.0.1")).hasSize(1);

    network.plug(client, "10.0.0.77");
    network.unplug("10.0.0.1");
    client.addresses("10.0.0.77");
    network.advance(Duration.ofSeconds(5));

    assertThat(leadingTo(gateway, "10.0.0.1")).isEmpty();
    assertThat(leadingTo(gateway, "10.0.0.77")).hasSize(1);
    assertThat(gateway.spd()).hasSize(before + 3);
    disconnect(client);
    assertThat(gateway.spd()).hasSize(before);
  }
}
