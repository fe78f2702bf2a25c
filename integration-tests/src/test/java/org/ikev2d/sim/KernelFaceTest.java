package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.PolicyAction.Protect;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.wire.ExchangeType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What kernels are asked and told while two hosts negotiate. */
class KernelFaceTest {
  @Test
  @Tag("RX-PFK-1")
  void theInboundSpiIsReservedBeforeItIsProposedAndBecomesTheSa() {
    TwoHosts hosts = TwoHosts.usual();
    SimNetwork.Hold request = hosts.network.holdRequest(hosts.a, ExchangeType.IKE_AUTH);
    hosts.initiate();
    assertThat(request.has()).isTrue();
    assertThat(hosts.a.sadb()).hasSize(1).allMatch(s -> s.state() == SaStatus.State.LARVAL);
    SaStatus larval = hosts.a.sadb().getFirst();

    request.release();
    hosts.network.advance(Duration.ofSeconds(5));
    assertThat(RekeyTest.child(hosts.a).inbound()).isEqualTo(larval.id());
    assertThat(hosts.a.sadb()).hasSize(2).allMatch(s -> s.state() == SaStatus.State.MATURE);
    RekeyTest.assertSettled(hosts);
  }

  @Test
  @Tag("RX-PFK-1")
  void theReservationEndsWithTheNegotiation() {
    TwoHosts hosts = TwoHosts.usual();
    hosts.b.replace(new SimPolicy(hosts.policyOfB().rules(), List.of(), "a shared secret"));
    hosts.initiate();
    assertThat(hosts.a.ikeSas()).hasSize(1);
    assertThat(hosts.a.sadb()).isEmpty();
    assertThat(hosts.b.sadb()).isEmpty();
  }

  @Test
  @Tag("R7296-2.23-5")
  void behindANatBothSidesEncapsulate() {
    BehindNat scene = BehindNat.established();
    assertThat(scene.host.sadb()).hasSize(2).allMatch(s -> s.encapsulation().isPresent());
    assertThat(scene.gate.sadb()).hasSize(2).allMatch(s -> s.encapsulation().isPresent());
    TwoHosts hosts = RekeyTest.established();
    assertThat(hosts.a.sadb()).hasSize(2).allMatch(s -> s.encapsulation().isEmpty());
  }

  @Test
  @Tag("R4301-ESN-1")
  void extendedSequenceNumbersComeWithAReplayWindow() {
    TwoHosts hosts = RekeyTest.established();
    assertThat(RekeyTest.child(hosts.a).algorithms().esn()).isTrue();
    assertThat(hosts.a.sadb()).allMatch(s -> s.replayWindow() >= 32);
  }

  /** PF_KEY tells the packet's addresses in transport mode, and nothing else of it. */
  @Test
  @Tag("R7296-2.9-3")
  @Tag("RX-PFK-3")
  void aPacketGetsAnSaForItsOwnAddressesNotForAllOfThePolicy() {
    TwoHosts hosts =
        new TwoHosts(
            TwoHosts.policy(TwoHosts.ruleA(Rules.AES_SHA256_X25519), everybody()),
            TwoHosts.policy(TwoHosts.ruleB(Rules.AES_SHA256_X25519), everybody()));
    hosts.a.acquire(TwoHosts.A, TwoHosts.B);
    hosts.settle();
    for (SimNode node : List.of(hosts.a, hosts.b)) {
      ChildSa child = RekeyTest.child(node);
      String own = node == hosts.a ? TwoHosts.A : TwoHosts.B;
      String peer = node == hosts.a ? TwoHosts.B : TwoHosts.A;
      assertThat(child.local()).containsExactly(Rules.host(own));
      assertThat(child.remote()).containsExactly(Rules.host(peer));
    }
  }

  private static SecurityPolicy everybody() {
    return new SecurityPolicy(
        "net",
        1,
        List.of(Rules.net("10.0.0.0/24")),
        List.of(Rules.net("10.0.0.0/24")),
        Set.of(Direction.IN, Direction.OUT),
        new Protect(IpsecMode.TRANSPORT, List.of(Rules.ESP_AES_SHA512), Optional.empty(), false));
  }
}
