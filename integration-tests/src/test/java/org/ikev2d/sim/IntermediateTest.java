package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.SaStatus;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Additional key exchanges before IKE_AUTH (RFC 9242, RFC 9370 section 2.2.2). */
class IntermediateTest {
  private static final IkeXform ONE =
      Rules.AES_SHA256_X25519.withAdditional(List.of(GroupId.ML_KEM_768));
  private static final IkeXform THREE =
      Rules.AES_SHA256_X25519.withAdditional(
          List.of(GroupId.ML_KEM_512, GroupId.ECP_384, GroupId.ML_KEM_1024));

  private static TwoHosts hosts(List<IkeXform> a, List<IkeXform> b) {
    return new TwoHosts(
        TwoHosts.policy(TwoHosts.ruleA(a.toArray(IkeXform[]::new)), TwoHosts.transportA()),
        TwoHosts.policy(TwoHosts.ruleB(b.toArray(IkeXform[]::new)), TwoHosts.transportB()));
  }

  private static long messages(TwoHosts hosts, String exchange) {
    return hosts.network.ladder().stream().filter(l -> l.contains(exchange + " ")).count();
  }

  private static void assertUp(TwoHosts hosts, IkeXform xform) {
    for (SimNode node : List.of(hosts.a, hosts.b)) {
      assertThat(node.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
      assertThat(node.ikeSas().getFirst().sa().keyed().orElseThrow().suite().additional())
          .isEqualTo(xform.additional());
      assertThat(node.events("ike.fault")).isEmpty();
    }
    for (SaStatus ours : hosts.a.sadb()) {
      assertThat(hosts.b.sadb())
          .anyMatch(s -> s.id().equals(ours.id()) && s.encryptKey().equals(ours.encryptKey()));
    }
    assertThat(hosts.a.sadb()).hasSize(2);
  }

  @Tag("R9242-3-1")
  @Tag("R9370-2.2-2")
  @Test
  void oneMoreKeyExchangeIsOneMoreRoundTrip() {
    TwoHosts hosts = hosts(List.of(ONE), List.of(ONE));
    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
    assertUp(hosts, ONE);
    assertThat(messages(hosts, "IKE_INTERMEDIATE")).isGreaterThanOrEqualTo(2);
  }

  @Tag("R9370-2.2.2-1")
  @Test
  void threeMoreGoInTheOrderOfTheirTransforms() {
    TwoHosts hosts = hosts(List.of(THREE), List.of(THREE));
    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
    assertUp(hosts, THREE);
    assertThat(hosts.b.events("ke.additional").stream().map(e -> e.fields().get("group")))
        .containsExactly("ML_KEM_512", "ECP_384", "ML_KEM_1024");
  }

  @Test
  void survivesTheLossOfEachMessage() {
    int all = (int) count(hosts(List.of(THREE), List.of(THREE)));
    for (int lost = 0; lost < all; lost++) {
      TwoHosts hosts = hosts(List.of(THREE), List.of(THREE));
      int[] count = {0};
      int nth = lost;
      hosts.network.fault(p -> count[0]++ == nth ? List.of() : SimNetwork.pass(p));
      hosts.initiate();
      assertUp(hosts, THREE);
    }
  }

  private static long count(TwoHosts hosts) {
    hosts.initiate();
    return hosts.network.ladder().size();
  }

  @Test
  void takesEachRepeatedDatagramOnce() {
    TwoHosts hosts = hosts(List.of(THREE), List.of(THREE));
    hosts.network.fault(p ->
        List.of(
            new SimNetwork.Delivery(p, Duration.ofMillis(5)),
            new SimNetwork.Delivery(p, Duration.ofMillis(9))));
    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
    assertUp(hosts, THREE);
    assertThat(hosts.b.events("ke.additional")).hasSize(3);
  }

  /** The answer to a repeated request has the keys of before the exchange. */
  @Tag("R9370-2.2.2-1")
  @Test
  void answersARepeatedRequestThatStillHasTheOldKeys() {
    TwoHosts hosts = hosts(List.of(ONE), List.of(ONE));
    int[] dropped = {0};
    hosts.network.fault(p ->
        isAnswer(p, ExchangeType.IKE_INTERMEDIATE) && dropped[0]++ < 3
            ? List.of()
            : SimNetwork.pass(p));
    hosts.a.initiate("a-b");
    hosts.network.advance(Duration.ofSeconds(60));
    assertUp(hosts, ONE);
    assertThat(dropped[0]).isGreaterThan(1);
    assertThat(hosts.b.events("ke.additional")).hasSize(1);
  }

  private static boolean isAnswer(SimNetwork.Packet packet, ExchangeType exchange) {
    Optional<MessageHeader> header = MessageCodec.peekHeader(packet.datagram());
    return header.filter(h -> h.response() && h.exchange().equals(exchange)).isPresent();
  }

  @Tag("R9370-2.2-1")
  @Tag("R9242-3-1")
  @Test
  void aPeerWithoutThemGetsTheTransformThatGoesWithout() {
    TwoHosts hosts = hosts(List.of(ONE, Rules.AES_SHA256_X25519), List.of(Rules.AES_SHA256_X25519));
    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
    assertUp(hosts, Rules.AES_SHA256_X25519);
    assertThat(messages(hosts, "IKE_INTERMEDIATE")).isZero();
  }

  @Test
  void aResponderThatWantsThemTakesNothingLess() {
    TwoHosts hosts = hosts(List.of(Rules.AES_SHA256_X25519), List.of(ONE));
    assertThat(hosts.initiate()).isInstanceOf(CommandOutcome.Failed.class);
    assertThat(hosts.b.events("ike.refused").getFirst().fields())
        .containsEntry("reason", "no-proposal-chosen");
  }

  @Test
  void aSilentPeerIsGivenUp() {
    TwoHosts hosts = hosts(List.of(ONE), List.of(ONE));
    hosts.network.fault(
        p -> isAnswer(p, ExchangeType.IKE_INTERMEDIATE) ? List.of() : SimNetwork.pass(p));
    var outcome = hosts.a.initiate("a-b");
    hosts.network.advance(Duration.ofSeconds(200));
    assertThat(outcome).isCompletedWithValueMatching(o -> o instanceof CommandOutcome.Failed);
    assertThat(hosts.a.events("ike.failed").getFirst().fields())
        .containsEntry("exchange", "IKE_INTERMEDIATE");
    for (SimNode node : List.of(hosts.a, hosts.b)) {
      assertThat(node.ikeSas()).isEmpty();
      assertThat(node.sadb()).isEmpty();
      assertThat(node.endpoint().halfOpen().total()).isZero();
    }
    assertThat(hosts.network.clock().pending()).isZero();
  }

  @Test
  void aChangedOctetOfEachMessageChangesNothing() {
    int all = (int) count(hosts(List.of(ONE), List.of(ONE)));
    for (int at : IntStream.range(2, all).toArray()) {
      TwoHosts hosts = hosts(List.of(ONE), List.of(ONE));
      int[] count = {0};
      hosts.network.fault(p -> count[0]++ == at ? SimNetwork.pass(spoiled(p)) : SimNetwork.pass(p));
      hosts.initiate();
      assertUp(hosts, ONE);
    }
  }

  private static SimNetwork.Packet spoiled(SimNetwork.Packet packet) {
    byte[] octets = packet.datagram().toArray();
    octets[octets.length / 2] ^= 1;
    return new SimNetwork.Packet(
        packet.from(), packet.to(), packet.marked(), org.ikev2d.wire.Bytes.wrap(octets));
  }
}
