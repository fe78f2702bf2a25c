package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.ikev2d.sa.ChildSa;
import org.ikev2d.wire.ExchangeType;
import org.junit.jupiter.api.Test;

/** A kernel that has asked for SAs once does not ask again soon: what waits must not be lost. */
class WaitingPacketTest {
  /** A has an IKE SA without a CHILD SA, and a packet waits for the end of a rekey. */
  private static SimNetwork.Hold waiting(TwoHosts hosts) {
    hosts.initiate();
    ChildSa child = hosts.a.ikeSas().getFirst().sa().children().all().getFirst();
    hosts.a.endpoint().deleteChild(child.inbound());
    hosts.settle();
    SimNetwork.Hold rekey = hosts.network.holdRequest(hosts.a, ExchangeType.CREATE_CHILD_SA);
    hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
    hosts.a.acquire(TwoHosts.A, TwoHosts.B);
    assertThat(hosts.a.ikeSas()).hasSize(1);
    assertThat(hosts.a.sadb()).isEmpty();
    return rekey;
  }

  private static void assertServed(TwoHosts hosts) {
    for (SimNode node : new SimNode[] {hosts.a, hosts.b}) {
      assertThat(node.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
      assertThat(node.sadb()).hasSize(2);
    }
  }

  @Test
  void aWaitingPacketGetsAnotherIkeSaWhenThePeerDeletesTheFirst() {
    TwoHosts hosts = TwoHosts.usual();
    SimNetwork.Hold rekey = waiting(hosts);
    hosts.b.endpoint().deleteAll("test");
    hosts.settle();
    assertServed(hosts);
    rekey.release();
    hosts.settle();
    assertServed(hosts);
  }
}
