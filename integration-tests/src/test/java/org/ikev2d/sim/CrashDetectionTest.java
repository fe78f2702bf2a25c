package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.codec.Decoded;
import org.ikev2d.codec.Limits;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.crypto.Secret;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A host that lost its IKE SAs is known by its tokens (RFC 6290). */
class CrashDetectionTest {
  private static final Optional<Secret> SECRET_A =
      Optional.of(Secret.ofPublic(Bytes.ofText("the secret of A, 32 octets long.")));
  private static final Optional<Secret> SECRET_B =
      Optional.of(Secret.ofPublic(Bytes.ofText("the secret of B, 32 octets long.")));

  private static EndpointSettings settings(boolean takes, Optional<Secret> secret) {
    return EndpointSettings.DEFAULT.withExtensions(
        Extensions.DEFAULT.withCrashDetection(takes, secret));
  }

  private static TwoHosts established(
      boolean aTakes, Optional<Secret> ofA, boolean bTakes, Optional<Secret> ofB) {
    TwoHosts hosts = TwoHosts.with(settings(aTakes, ofA), settings(bTakes, ofB));
    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
    return hosts;
  }

  private static IkeSpi spi(SimNode node) {
    return node.ikeSas().getFirst().sa().initiatorSpi();
  }

  /** Asks for something that the other one, which has forgotten everything, cannot answer. */
  private static void delete(SimNode node) {
    node.endpoint().rekeyIke(node.ikeSas().getFirst().sa().localSpi());
  }

  @Tag("R6290-4-1")
  @Test
  void theInitiatorStartsAgainAtOnce() {
    TwoHosts hosts = established(true, Optional.empty(), false, SECRET_B);
    IkeSpi before = spi(hosts.a);

    hosts.b.restart();
    delete(hosts.a);
    hosts.network.advance(Duration.ofMillis(200));

    assertThat(hosts.a.events("ike.crashed").getFirst().fields())
        .containsEntry("renegotiated", "1")
        .containsEntry("rule", "a-b");
    for (SimNode node : List.of(hosts.a, hosts.b)) {
      assertThat(node.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
      assertThat(node.sadb()).hasSize(2);
      assertThat(spi(node)).isNotEqualTo(before);
    }
  }

  @Test
  @Tag("R6290-4-1")
  void theResponderForgetsAndWaitsForPackets() {
    TwoHosts hosts = established(false, SECRET_A, true, Optional.empty());

    hosts.a.restart();
    delete(hosts.b);
    hosts.network.advance(Duration.ofMillis(200));

    assertThat(hosts.b.events("ike.crashed")).hasSize(1);
    assertThat(hosts.b.ikeSas()).isEmpty();
    assertThat(hosts.b.sadb()).isEmpty();
    hosts.b.acquire(TwoHosts.B, TwoHosts.A);
    hosts.settle();
    assertThat(hosts.b.sadb()).hasSize(2);
  }

  @Test
  void withoutATokenOnlySilenceCounts() {
    TwoHosts hosts = established(true, Optional.empty(), true, Optional.empty());

    hosts.b.restart();
    delete(hosts.a);
    hosts.network.advance(Duration.ofSeconds(30));

    assertThat(hosts.a.ikeSas()).as("still hoping").hasSize(1);
    assertThat(hosts.a.events("ike.crashed")).isEmpty();
  }

  @Test
  void anotherSecretAfterTheRestartProvesNothing() {
    TwoHosts hosts = established(true, Optional.empty(), true, SECRET_B);
    SimNode b =
        hosts.network.node("B2", TwoHosts.B, settings(true, SECRET_A), hosts.policyOfB(), 77);

    delete(hosts.a);
    hosts.network.advance(Duration.ofSeconds(5));

    assertThat(b.ikeSas()).isEmpty();
    assertThat(hosts.a.ikeSas()).hasSize(1);
    assertThat(hosts.a.events("ike.crash.forged")).isNotEmpty();
  }

  @Tag("R6290-4-1")
  @Test
  void aRekeyedIkeSaHasTokensOfItsOwn() {
    TwoHosts hosts = established(true, SECRET_A, true, SECRET_B);
    hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
    hosts.settle();
    IkeSpi rekeyed = spi(hosts.a);

    hosts.b.restart();
    delete(hosts.a);
    hosts.network.advance(Duration.ofMillis(200));

    assertThat(hosts.a.events("ike.crashed").getFirst().fields())
        .containsEntry("spi_i", rekeyed.toString());
    assertThat(hosts.a.ikeSas()).hasSize(1);
    assertThat(spi(hosts.a)).isNotEqualTo(rekeyed);
    assertThat(hosts.b.sadb()).hasSize(2);
  }

  @Test
  void whoDidNotStartTheRekeyIsTakenAtItsWordToo() {
    TwoHosts hosts = established(true, SECRET_A, true, SECRET_B);
    hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
    hosts.settle();

    hosts.a.restart();
    delete(hosts.b);
    hosts.network.advance(Duration.ofMillis(200));

    assertThat(hosts.b.events("ike.crashed")).hasSize(1);
    assertThat(hosts.b.ikeSas()).isEmpty();
    assertThat(hosts.b.sadb()).isEmpty();
  }

  @Test
  void aNewIkeSaThatOneSideDoesNotKnowYetIsNotLost() {
    TwoHosts hosts = established(true, SECRET_A, true, SECRET_B);
    SimNetwork.Hold answer = hosts.network.holdAnswer(hosts.a, ExchangeType.CREATE_CHILD_SA);
    hosts.b.endpoint().rekeyIke(hosts.b.ikeSas().getFirst().sa().localSpi());
    List<Bytes> shown = new ArrayList<>();
    hosts.network.tap(p -> {
      if (p.datagram().length() < 28 + 8 + 8 + 128) {
        shown.add(p.datagram());
      }
    });
    // A has the new IKE SA, and tells its token on it; B has never heard of that IKE SA.
    hosts.network.advance(Duration.ofMillis(300));
    answer.release();
    hosts.settle();

    assertThat(shown.stream().filter(CrashDetectionTest::hasToken)).isEmpty();
    for (SimNode node : List.of(hosts.a, hosts.b)) {
      assertThat(node.events("ike.crashed")).isEmpty();
      assertThat(node.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
      assertThat(node.sadb()).hasSize(2);
    }
  }

  private static boolean hasToken(Bytes datagram) {
    return new MessageCodec(Limits.DEFAULT).decode(datagram) instanceof Decoded.Complete complete
        && complete.message().hasNotify(NotifyType.QUICK_CRASH_DETECTION);
  }
}
