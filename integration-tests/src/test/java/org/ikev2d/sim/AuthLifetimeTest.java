package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.actor.TicketBox;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.crypto.Secret;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.TicketMarks;
import org.ikev2d.port.TicketVault;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.Bytes;
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

  /** The gateway loses all it has, again and again, and takes the client back by tickets. */
  @Test
  void ticketsDoNotProlongTheAuthentication() {
    TicketVault vault =
        new TicketBox(
            new JdkCrypto(),
            Secret.ofPublic(Bytes.ofText("of the gateway")),
            Duration.ofHours(1),
            TicketMarks.NONE);
    TwoHosts hosts =
        new TwoHosts(
            TwoHosts.policy(TwoHosts.ruleA(Rules.AES_SHA256_X25519), TwoHosts.transportA()),
            TwoHosts.policy(
                TwoHosts.ruleB(Rules.AES_SHA256_X25519).withAuthLifetime(LIMIT),
                TwoHosts.transportB()),
            sessions(true, Optional.empty()),
            sessions(false, Optional.of(vault)));
    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
    hosts.network.fault(p -> isFirst(p) ? List.of() : SimNetwork.pass(p));
    for (int i = 0; i < 2; i++) {
      hosts.network.advance(Duration.ofSeconds(200));
      hosts.b.restart();
      hosts.a.endpoint().rekeyIke(spi(hosts));
      hosts.settle();
    }
    assertThat(hosts.b.events("ike.resumed")).hasSize(2);
    assertThat(
            hosts.a.events("ike.authentication.limited").stream()
                .map(e -> Long.valueOf(e.fields().get("seconds"))))
        .as("what is left of it")
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo(600),
            second -> assertThat(second).isBetween(360L, 400L),
            third -> assertThat(third).isBetween(120L, 200L));

    hosts.network.advance(LIMIT.minusSeconds(360));

    assertThat(hosts.b.ikeSas()).isEmpty();
    assertThat(hosts.b.sadb()).isEmpty();
    assertThat(hosts.b.events("ike.expired")).hasSize(1);
  }

  private static EndpointSettings sessions(boolean asks, Optional<TicketVault> vault) {
    Secret tokens = Secret.ofPublic(Bytes.ofText("a secret for tokens, 32 octets.."));
    return EndpointSettings.DEFAULT.withExtensions(
        Extensions.DEFAULT.withSessions(asks, vault).withCrashDetection(true, Optional.of(tokens)));
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
