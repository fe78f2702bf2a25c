package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A new IKE SA is made, then the old one goes. */
class ReauthenticationTest {
  private final TwoHosts hosts = RekeyTest.established();
  private final IkeSa old = hosts.a.ikeSas().getFirst().sa();

  @Tag("R7296-2.8.3-1")
  @Test
  void aNewIkeSaWithItsOwnChildSaTakesThePlaceOfTheOldOne() {
    ChildSa child = RekeyTest.child(hosts.a);
    CompletableFuture<CommandOutcome> outcome = hosts.a.endpoint().reauthenticate(old.localSpi());
    hosts.network.advance(Duration.ofSeconds(10));

    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(hosts.a.ikeSas().getFirst().sa().localSpi()).isNotEqualTo(old.localSpi());
    assertThat(RekeyTest.child(hosts.a).inbound()).isNotEqualTo(child.inbound());
    assertThat(hosts.a.events("ike.established")).hasSize(2);
    RekeyTest.assertSettled(hosts);
  }

  @Test
  void theOldChildSaStaysUntilTheNewOneIsThereAndReceivesALittleLonger() {
    ChildSa child = RekeyTest.child(hosts.a);
    hosts.a.endpoint().reauthenticate(old.localSpi());
    for (int step = 0; step < 100; step++) {
      assertThat(kernel(hosts.a)).contains(child.inbound());
      assertThat(kernel(hosts.a).stream().filter(i -> i.source().equals(Rules.address(TwoHosts.A))))
          .isNotEmpty();
      hosts.network.advance(Duration.ofMillis(5));
    }
    assertThat(hosts.a.events("ike.reauthenticated")).hasSize(1);
    hosts.network.advance(Duration.ofSeconds(10));
    RekeyTest.assertSettled(hosts);
  }

  @Test
  void theOldIkeSaStaysIfThereIsNoNewOne() {
    ChildSa child = RekeyTest.child(hosts.a);
    hosts.network.fault(p -> List.of());
    CompletableFuture<CommandOutcome> outcome = hosts.a.endpoint().reauthenticate(old.localSpi());
    hosts.network.advance(Duration.ofSeconds(120));

    assertThat(outcome).isCompletedWithValueMatching(o -> o instanceof CommandOutcome.Failed);
    assertThat(hosts.a.ikeSas()).hasSize(1);
    assertThat(hosts.a.ikeSas().getFirst().sa().localSpi()).isEqualTo(old.localSpi());
    assertThat(RekeyTest.child(hosts.a).inbound()).isEqualTo(child.inbound());
    RekeyTest.assertSettled(hosts);
  }

  @Test
  void whoWasTheResponderMayBeginAsWell() {
    CompletableFuture<CommandOutcome> outcome =
        hosts.b.endpoint().reauthenticate(hosts.b.ikeSas().getFirst().sa().localSpi());
    hosts.network.advance(Duration.ofSeconds(10));
    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    RekeyTest.assertSettled(hosts);
  }

  @Test
  void anIkeSaThatIsReplacedMeanwhileGoesAllTheSame() {
    hosts.network.fault(p -> List.of(new SimNetwork.Delivery(p, Duration.ofMillis(100))));
    hosts.a.endpoint().reauthenticate(old.localSpi());
    hosts.b.endpoint().rekeyIke(hosts.b.ikeSas().getFirst().sa().localSpi());
    hosts.network.advance(Duration.ofSeconds(90));
    RekeyTest.assertSettled(hosts);
  }

  private static List<SaId> kernel(SimNode node) {
    return node.sadb().stream().map(SaStatus::id).toList();
  }
}
