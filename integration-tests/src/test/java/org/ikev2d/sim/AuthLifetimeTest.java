package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Authentications are good for ten minutes; A is the initiator (RFC 4478). */
class AuthLifetimeTest {
  private static final Duration LIMIT = Duration.ofSeconds(600);

  @Test
  void theInitiatorKeepsItsOwnLimit() {
    TwoHosts hosts = established(LIMIT, Duration.ZERO);
    IkeSpi old = spi(hosts);
    hosts.network.advance(Duration.ofSeconds(539));
    assertThat(spi(hosts)).isEqualTo(old);
    hosts.network.advance(Duration.ofSeconds(71));
    assertThat(hosts.a.events("ike.reauthenticated")).hasSize(1);
    RekeyTest.assertSettled(hosts);
  }

  @Tag("R4478-3-1")
  @Test
  void theResponderTellsItsLimitAndTheInitiatorComesInTime() {
    TwoHosts hosts = established(Duration.ZERO, LIMIT);
    IkeSpi old = spi(hosts);
    assertThat(hosts.a.events("ike.authentication.limited")).hasSize(1);
    hosts.network.advance(Duration.ofSeconds(475));
    assertThat(spi(hosts)).isEqualTo(old);
    hosts.network.advance(Duration.ofSeconds(75));
    assertThat(hosts.a.events("ike.reauthenticated")).hasSize(1);
    assertThat(hosts.a.events("ike.authentication.limited")).hasSize(2);
    RekeyTest.assertSettled(hosts);

    hosts.network.advance(LIMIT);
    assertThat(hosts.a.events("ike.reauthenticated")).hasSize(2);
    RekeyTest.assertSettled(hosts);
  }

  @Tag("R4478-3-1")
  @Test
  void theLimitSurvivesRekeysOfTheIkeSaWhoeverBeginsThem() {
    for (boolean byResponder : new boolean[] {false, true}) {
      TwoHosts hosts = established(Duration.ZERO, LIMIT);
      hosts.network.advance(Duration.ofSeconds(300));
      SimNode node = byResponder ? hosts.b : hosts.a;
      node.endpoint().rekeyIke(node.ikeSas().getFirst().sa().localSpi());
      hosts.network.advance(Duration.ofSeconds(170));
      assertThat(hosts.a.events("ike.rekeyed")).hasSize(1);
      assertThat(hosts.a.events("ike.reauthenticated")).isEmpty();
      hosts.network.advance(Duration.ofSeconds(80));
      assertThat(hosts.a.events("ike.reauthenticated")).hasSize(1);
      assertThat(hosts.b.events("ike.reauthenticated")).isEmpty();
      RekeyTest.assertSettled(hosts);
    }
  }

  @Tag("R4478-3-1")
  @Test
  void theResponderEndsWhatIsNotAuthenticatedAnew() {
    TwoHosts hosts = established(Duration.ZERO, LIMIT);
    hosts.network.fault(p -> isFirst(p) ? List.of() : SimNetwork.pass(p));
    hosts.network.advance(LIMIT.plusSeconds(25));
    assertThat(hosts.b.ikeSas()).hasSize(1);
    hosts.network.advance(Duration.ofSeconds(10));
    assertThat(hosts.b.ikeSas()).isEmpty();
    assertThat(hosts.b.sadb()).isEmpty();
    assertThat(hosts.b.events("ike.expired")).hasSize(1);
  }

  private static boolean isFirst(SimNetwork.Packet packet) {
    MessageHeader header = MessageCodec.peekHeader(packet.datagram()).orElseThrow();
    return header.exchange().equals(ExchangeType.IKE_SA_INIT);
  }

  private static IkeSpi spi(TwoHosts hosts) {
    IkeSa sa = hosts.a.ikeSas().getFirst().sa();
    return sa.localSpi();
  }

  private static TwoHosts established(Duration ofA, Duration ofB) {
    PeerRule a = TwoHosts.ruleA(Rules.AES_SHA256_X25519).withAuthLifetime(ofA);
    PeerRule b = TwoHosts.ruleB(Rules.AES_SHA256_X25519).withAuthLifetime(ofB);
    TwoHosts hosts =
        new TwoHosts(
            TwoHosts.policy(a, TwoHosts.transportA()), TwoHosts.policy(b, TwoHosts.transportB()));
    hosts.initiate();
    return hosts;
  }
}
