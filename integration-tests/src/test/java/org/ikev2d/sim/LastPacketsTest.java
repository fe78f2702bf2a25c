package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.sa.ChildSa;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of the packets for which the kernel has chosen an SA that is being replaced. */
@Tag("RX-COLL-1")
class LastPacketsTest {
  @Tag("RX-PFK-2")
  @Test
  void theOldOutboundSaOutlivesTheArrivalOfTheNewOne() {
    TwoHosts hosts = RekeyTest.established();
    ChildSa old = RekeyTest.child(hosts.a);
    ChildSa theirs = RekeyTest.child(hosts.b);
    hosts.a.endpoint().rekeyChild(old.inbound());
    hosts.network.advance(Duration.ofMillis(100));

    assertThat(RekeyTest.child(hosts.a).inbound()).isNotEqualTo(old.inbound());
    assertThat(kernel(hosts.a)).contains(old.outbound());
    assertThat(kernel(hosts.b)).contains(theirs.outbound());
    hosts.network.advance(Duration.ofSeconds(1));
    assertThat(kernel(hosts.a)).doesNotContain(old.outbound());
    assertThat(kernel(hosts.b)).doesNotContain(theirs.outbound());
    hosts.network.advance(Duration.ofSeconds(10));
    RekeyTest.assertSettled(hosts);
  }

  @Test
  void aReplacementOfTheIkeSaDoesNotKeepTheOldOutboundSaForLonger() {
    TwoHosts hosts = RekeyTest.established();
    ChildSa old = RekeyTest.child(hosts.a);
    hosts.a.endpoint().rekeyChild(old.inbound());
    hosts.network.advance(Duration.ofMillis(100));
    hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
    hosts.network.advance(Duration.ofMillis(100));
    assertThat(kernel(hosts.a)).contains(old.inbound(), old.outbound());
    hosts.network.advance(Duration.ofSeconds(1));
    assertThat(kernel(hosts.a)).contains(old.inbound()).doesNotContain(old.outbound());
  }

  @Test
  void aDeletedChildSaSendsNothingMore() {
    TwoHosts hosts = RekeyTest.established();
    ChildSa child = RekeyTest.child(hosts.a);
    hosts.a.endpoint().deleteChild(child.inbound());
    assertThat(kernel(hosts.a)).doesNotContain(child.outbound());
  }

  @Test
  void anIkeSaThatEndsTakesLingeringSasAlong() {
    TwoHosts hosts = RekeyTest.established();
    ChildSa old = RekeyTest.child(hosts.a);
    hosts.a.endpoint().rekeyChild(old.inbound());
    hosts.network.advance(Duration.ofMillis(100));
    hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
    hosts.network.advance(Duration.ofMillis(100));
    assertThat(kernel(hosts.a)).contains(old.outbound());

    hosts.a.endpoint().deleteAll("test");
    hosts.network.advance(Duration.ofMillis(100));
    assertThat(kernel(hosts.a)).isEmpty();
    assertThat(kernel(hosts.b)).isEmpty();
  }

  private static List<SaId> kernel(SimNode node) {
    return node.sadb().stream().map(SaStatus::id).toList();
  }
}
