package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Headers of all that two hosts send while they make, use, replace and delete IKE SAs. */
class WireFormTest {
  private static final int VERSION_AT = 17;
  private static final int FLAGS_AT = 19;
  private static final int INITIATOR = 0x08;
  private static final int RESPONSE = 0x20;

  private final TwoHosts hosts = TwoHosts.usual();
  private final List<SimNetwork.Packet> sent = new ArrayList<>();

  /** Who made an IKE SA, by the initiator's SPI. */
  private final Map<IkeSpi, SimNode> makers = new HashMap<>();

  /** The first IKE SA is A's, the second B's, the third A's again. */
  private void live() {
    hosts.network.tap(sent::add);
    hosts.initiate();
    made(hosts.a);
    traffic();
    hosts.b.endpoint().rekeyIke(spi(hosts.b));
    hosts.network.advance(Duration.ofSeconds(10));
    made(hosts.b);
    traffic();
    hosts.a.endpoint().rekeyIke(spi(hosts.a));
    hosts.network.advance(Duration.ofSeconds(10));
    made(hosts.a);
    traffic();
    hosts.b.endpoint().deleteAll("end");
    hosts.network.advance(Duration.ofSeconds(30));
    assertThat(makers).hasSize(3);
    assertThat(sent).hasSizeGreaterThan(40);
  }

  private void made(SimNode maker) {
    IkeSa sa = maker.ikeSas().getFirst().sa();
    assertThat(sa.initiatorSpi()).as("its own").isEqualTo(sa.localSpi());
    makers.put(sa.initiatorSpi(), maker);
  }

  private static IkeSpi spi(SimNode node) {
    return node.ikeSas().getFirst().sa().localSpi();
  }

  private void traffic() {
    for (SimNode node : List.of(hosts.b, hosts.a, hosts.b)) {
      node.endpoint().rekeyChild(RekeyTest.child(node).inbound());
      hosts.network.advance(Duration.ofSeconds(10));
    }
  }

  private static MessageHeader header(SimNetwork.Packet packet) {
    return MessageCodec.peekHeader(packet.datagram()).orElseThrow();
  }

  private boolean isFrom(SimNode node, SimNetwork.Packet packet) {
    InetAddress a = Rules.address(TwoHosts.A);
    return packet.from().getAddress().equals(a) == (node == hosts.a);
  }

  @Test
  @Tag("R7296-3.1-3")
  @Tag("R7296-3.1-5")
  @Tag("R7296-2.5-4")
  void versionFlagsAndPayloadHeadersAreClean() {
    live();
    for (SimNetwork.Packet packet : sent) {
      Bytes octets = packet.datagram();
      assertThat(octets.at(VERSION_AT)).isEqualTo(0x20);
      assertThat(octets.at(FLAGS_AT) & ~(INITIATOR | RESPONSE)).isZero();
      int type = octets.at(16);
      for (int at = 28; type != 0; at += octets.shortAt(at + 2)) {
        assertThat(octets.at(at + 1)).as("critical and reserved bits").isZero();
        // What follows SK is the first payload inside.
        type = type == 46 ? 0 : octets.at(at);
      }
    }
  }

  @Test
  @Tag("R7296-3.1-2")
  void spisAreThereFromTheFirstAnswerOn() {
    live();
    assertThat(sent).noneMatch(p -> header(p).initiatorSpi().isNone());
    List<SimNetwork.Packet> without =
        sent.stream().filter(p -> header(p).responderSpi().isNone()).toList();
    assertThat(without).containsExactly(sent.getFirst());
    assertThat(header(sent.getFirst()).exchange()).isEqualTo(ExchangeType.IKE_SA_INIT);
  }

  @Test
  @Tag("R7296-3.1-4")
  @Tag("R7296-1.3.2-3")
  void theInitiatorFlagTellsWhoMadeTheIkeSa() {
    live();
    for (SimNetwork.Packet packet : sent) {
      SimNode maker = Objects.requireNonNull(makers.get(header(packet).initiatorSpi()));
      boolean flagged = (packet.datagram().at(FLAGS_AT) & INITIATOR) != 0;
      assertThat(flagged).as("%s", header(packet)).isEqualTo(isFrom(maker, packet));
    }
  }

  @Test
  @Tag("R7296-2.2-1")
  @Tag("R7296-2.2-2")
  @Tag("R7296-2.2-3")
  @Tag("R7296-3.1-4")
  void eachSideCountsItsRequestsFromZeroOnEachIkeSa() {
    live();
    Map<String, List<Integer>> requests = new HashMap<>();
    Map<String, List<Integer>> answers = new HashMap<>();
    for (SimNetwork.Packet packet : sent) {
      MessageHeader header = header(packet);
      boolean asker = isFrom(hosts.a, packet) != header.response();
      String who = header.initiatorSpi() + (asker ? " A" : " B");
      (header.response() ? answers : requests)
          .computeIfAbsent(who, _ -> new ArrayList<>())
          .add(header.messageId());
    }
    assertThat(requests).hasSize(6).isEqualTo(answers);
    assertThat(requests.values())
        .allSatisfy(ids -> {
          assertThat(ids).hasSizeGreaterThan(1);
          for (int i = 0; i < ids.size(); i++) {
            assertThat(ids.get(i)).isEqualTo(i);
          }
        });
  }
}
