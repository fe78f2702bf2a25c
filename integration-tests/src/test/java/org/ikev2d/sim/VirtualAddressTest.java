package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.actor.Leases;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AddressLeases;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.Childless;
import org.ikev2d.sa.Extensions.Families;
import org.ikev2d.sa.Extensions.Gateway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that get an address from their gateway (RFC 7296 section 2.19). */
class VirtualAddressTest extends GatewayScene {

  @Tag("R7296-2.19-1")
  @Tag("R7296-3.15.2-1")
  @Test
  void theClientGetsAnAddressAndSelectorsForIt() {
    SimNode gateway = gateway(false);
    SimNode client = client(1, IPV4);

    assertThat(connect(client)).isCompletedWithValue(new CommandOutcome.Done());

    assertThat(client.events("ike.address.assigned").getFirst().fields())
        .containsEntry("addresses", "10.99.0.1")
        .containsEntry("dns", "10.2.0.53")
        .containsEntry("subnets", "10.2.0.0/16");
    assertThat(child(client).local()).containsExactly(Rules.host("10.99.0.1"));
    assertThat(child(gateway).remote()).containsExactly(Rules.host("10.99.0.1"));
    assertThat(gateway.events("ike.address.lent").getFirst().fields())
        .containsEntry("remote_id", "IPV4_ADDR:10.0.0.1");
    assertThat(leases.size()).isEqualTo(1);
  }

  @Test
  void bothFamiliesComeInOneExchange() {
    SimNode gateway = gateway(true);
    SimNode client = client(1, BOTH);

    assertThat(connect(client)).isCompletedWithValue(new CommandOutcome.Done());

    assertThat(client.events("ike.address.assigned").getFirst().fields())
        .containsEntry("addresses", "10.99.0.1,2001:db8:99:0:0:0:0:0")
        .containsEntry("dns", "10.2.0.53,2001:db8:2:0:0:0:0:53");
    assertThat(child(client).local())
        .containsExactly(Rules.host("10.99.0.1"), Rules.host("2001:db8:99::"));
    assertThat(child(gateway).local()).hasSize(2);
  }

  @Test
  void everyClientHasItsOwn() {
    gateway(false);
    List<String> addresses = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      SimNode client = client(number, IPV4);
      connect(client);
      addresses.add(addresses(client));
    }
    assertThat(addresses).containsExactly("10.99.0.1", "10.99.0.2", "10.99.0.3");
  }

  @Tag("R7296-3.15.4-1")
  @Test
  void withoutAFreeAddressTheIkeSaComesUpAlone() {
    SimNode gateway = gateway(false);
    for (int number = 1; number <= 3; number++) {
      connect(client(number, IPV4));
    }
    SimNode late = client(4, IPV4);

    CompletableFuture<CommandOutcome> outcome = connect(late);

    assertThat(outcome).isCompletedWithValueMatching(o -> o instanceof CommandOutcome.Failed);
    assertThat(late.events("child.failed").getFirst().fields())
        .containsEntry("theirs", "INTERNAL_ADDRESS_FAILURE");
    assertThat(late.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(late.sadb()).isEmpty();
    assertThat(gateway.events("ike.address.refused")).hasSize(1);
    // The other family is there still.
    SimNode other = client(5, BOTH);
    assertThat(connect(other)).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(addresses(other)).startsWith("2001:db8:99");
  }

  @Tag("R7296-2.19-2")
  @Test
  void whoDoesNotAskWhereItIsRequiredGetsNoChildSa() {
    gateway(true);
    SimNode client = client(1, Optional.empty());

    CompletableFuture<CommandOutcome> outcome = connect(client);

    assertThat(outcome).isCompletedWithValueMatching(o -> o instanceof CommandOutcome.Failed);
    assertThat(client.events("child.failed").getFirst().fields())
        .containsEntry("theirs", "FAILED_CP_REQUIRED");
    assertThat(client.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(leases.size()).isZero();
  }

  @Tag("RX-CP-1")
  @Test
  void theLeaseLivesAsLongAsTheIkeSaAndItsHeirs() {
    SimNode gateway = gateway(false);
    SimNode client = client(1, IPV4);
    connect(client);
    for (int i = 0; i < 3; i++) {
      SimNode by = i % 2 == 0 ? client : gateway;
      by.endpoint().rekeyIke(by.ikeSas().getFirst().sa().localSpi());
      network.advance(Duration.ofSeconds(2));
      assertThat(leases.size()).as("after rekey " + i).isEqualTo(1);
    }
    client.endpoint().rekeyChild(child(client).inbound());
    network.advance(Duration.ofSeconds(10));
    assertThat(child(client).local()).containsExactly(Rules.host("10.99.0.1"));
    assertThat(leases.size()).isEqualTo(1);

    disconnect(client);

    assertThat(gateway.ikeSas()).isEmpty();
    assertThat(leases.size()).isZero();
  }

  @Tag("RX-CP-1")
  @Test
  void rekeysThatCrossLeaveOneHolder() {
    SimNode gateway = gateway(false);
    SimNode client = client(1, IPV4);
    connect(client);
    client.endpoint().rekeyIke(client.ikeSas().getFirst().sa().localSpi());
    gateway.endpoint().rekeyIke(gateway.ikeSas().getFirst().sa().localSpi());
    network.advance(Duration.ofSeconds(30));
    assertThat(leases.size()).isEqualTo(1);

    disconnect(client);

    assertThat(leases.size()).isZero();
  }

  @Test
  void aClientThatComesBackGetsItsAddressAgain() {
    gateway(false);
    SimNode first = client(1, IPV4);
    SimNode second = client(2, IPV4);
    connect(first);
    connect(second);
    assertThat(addresses(second)).isEqualTo("10.99.0.2");
    disconnect(second);
    connect(client(3, IPV4));
    connect(second);
    assertThat(addresses(second)).isEqualTo("10.99.0.2");
  }

  @Test
  void aClientThatLostItsIkeSaDoesNotKeepTwoAddresses() {
    SimNode gateway = gateway(false);
    SimNode client = client(1, IPV4);
    connect(client);
    client.restart();
    connect(client);
    assertThat(gateway.ikeSas()).hasSize(1);
    assertThat(leases.size()).isEqualTo(1);
  }

  @Test
  void anAddressComesWithTheFirstChildSaEvenWhereItCouldWait() {
    gateway(true);
    SimNode client = client(1, IPV6, Childless.PREFER);
    assertThat(connect(client)).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(child(client).local()).hasSize(1);
    assertThat(network.ladder()).hasSize(4);
  }

  @Test
  void nobodyGetsAWholePool() {
    Leases two = new Leases(List.of(AddressRange.ofPrefix(Rules.address("10.99.0.0"), 24)), 2);
    Identity greedy = Identity.ofFqdn("greedy");
    InetAddress first = two.lease(false, greedy, Optional.empty()).orElseThrow();
    assertThat(two.lease(false, greedy, Optional.empty())).isPresent();
    assertThat(two.lease(false, greedy, Optional.empty())).isEmpty();
    assertThat(two.lease(false, greedy, Optional.of(Rules.address("10.99.0.77")))).isEmpty();
    assertThat(two.lease(false, Identity.ofFqdn("other"), Optional.empty())).isPresent();
    two.hold(first);
    two.release(first);
    assertThat(two.lease(false, greedy, Optional.empty())).as("still held").isEmpty();
    two.release(first);
    assertThat(two.lease(false, greedy, Optional.empty())).isPresent();
  }

  @Test
  void aFaultWhileAddressesAreLentLeavesNoneBehind() {
    AddressLeases faulty =
        new AddressLeases() {
          @Override
          public Optional<InetAddress> lease(
              boolean ipv6, Identity peer, Optional<InetAddress> wanted) {
            if (ipv6) {
              throw new IllegalStateException("a defect");
            }
            return leases.lease(false, peer, wanted);
          }

          @Override
          public boolean covers(AddressSelector selector) {
            return leases.covers(selector);
          }

          @Override
          public void hold(InetAddress address) {
            leases.hold(address);
          }

          @Override
          public void release(InetAddress address) {
            leases.release(address);
          }
        };
    SimNode gateway = gateway(new Gateway(faulty, List.of(), List.of(), true));
    SimNode client = client(1, Optional.of(new Families(true, true)));
    connect(client);
    assertThat(gateway.events("ike.fault")).isNotEmpty();
    assertThat(leases.size()).isZero();
  }

  @Test
  void addressesAreLentOnceAndAgainWhenFree() {
    Leases small =
        new Leases(
            List.of(
                new AddressRange(
                    Rules.host("10.99.0.254").start(), Rules.host("10.99.1.1").start())),
            8);
    Identity peer = Identity.ofFqdn("a");
    List<InetAddress> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(small.lease(false, Identity.ofFqdn("peer" + i), Optional.empty()).orElseThrow());
    }
    assertThat(all).doesNotHaveDuplicates().last().isEqualTo(Rules.address("10.99.1.1"));
    assertThat(small.lease(false, peer, Optional.empty())).isEmpty();
    assertThat(small.lease(true, peer, Optional.empty())).isEmpty();
    small.hold(all.get(1));
    small.release(all.get(1));
    assertThat(small.lease(false, peer, Optional.empty())).as("held twice").isEmpty();
    small.release(all.get(1));
    assertThat(small.lease(false, peer, Optional.of(Rules.address("10.99.1.0"))))
        .as("what was wanted is another's")
        .contains(all.get(1));
    small.release(Rules.address("10.99.1.0"));
    assertThat(small.lease(false, peer, Optional.of(Rules.address("10.1.1.1"))))
        .as("what was wanted is not ours")
        .contains(Rules.address("10.99.1.0"));
  }
}
