package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.PolicyAction.Endpoints;
import org.ikev2d.port.PolicyAction.Protect;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages that do not fit into a datagram, between two hosts (RFC 7383). */
class FragmentationTest {
  private static final int IPV4_UDP = 28;

  @Tag("R7383-2.5.1-1")
  @Tag("R7383-2.5-4")
  @Test
  void nothingIsLargerThanTheSetSizeAndEachSideCutsByItsOwn() {
    for (String sender : List.of(TwoHosts.A, TwoHosts.B)) {
      TwoHosts hosts = hosts(settings(1280), settings(576), 200);
      List<Integer> lengths = lengths(hosts, sender);
      hosts.initiate();
      RekeyTest.assertSettled(hosts);
      int most = (sender.equals(TwoHosts.A) ? 1280 : 576) - IPV4_UDP;
      assertThat(lengths)
          .hasSizeGreaterThan(3)
          .allMatch(l -> l <= most)
          .anyMatch(l -> l > most - 20);
    }
  }

  @Test
  void whereOneSideCannotMessagesGoWhole() {
    for (boolean onlyA : List.of(true, false)) {
      EndpointSettings can = settings(576);
      EndpointSettings cannot = EndpointSettings.DEFAULT;
      TwoHosts hosts = hosts(onlyA ? can : cannot, onlyA ? cannot : can, 200);
      List<Integer> lengths = lengths(hosts, onlyA ? TwoHosts.A : TwoHosts.B);
      hosts.initiate();
      RekeyTest.assertSettled(hosts);
      assertThat(lengths).hasSize(2).anyMatch(l -> l > 1200);
    }
  }

  @Tag("R7383-2.5-4")
  @Test
  void anyFragmentMayBeLostOnce() {
    for (String sender : List.of(TwoHosts.A, TwoHosts.B)) {
      for (int lost = 1; lost <= 3; lost++) {
        TwoHosts hosts = hosts(settings(1280), settings(576), 200);
        int number = lost;
        int[] count = {0};
        hosts.network.fault(p ->
            isFrom(p, sender) && isFragment(p) && ++count[0] == number
                ? List.of()
                : SimNetwork.pass(p));
        hosts.initiate();
        assertThat(count[0]).isGreaterThanOrEqualTo(number);
        RekeyTest.assertSettled(hosts);
      }
    }
  }

  @Tag("R7383-2.6.1-1")
  @Test
  void anAnswerIsRepeatedOnceForAllFragmentsOfTheRequest() {
    TwoHosts hosts = hosts(settings(1280), settings(576), 200);
    int[] answers = {0};
    boolean[] lost = {false};
    hosts.network.fault(p -> {
      if (isFrom(p, TwoHosts.B) && isFragment(p)) {
        answers[0]++;
        if (!lost[0]) {
          lost[0] = true;
          return List.of();
        }
      }
      return SimNetwork.pass(p);
    });
    hosts.initiate();
    RekeyTest.assertSettled(hosts);
    // Both messages fill three fragments: the answer is there twice, not four times.
    assertThat(answers[0]).isEqualTo(6);
  }

  @Tag("R7383-2.5.2-1")
  @Test
  void aRequestThatIsTooLargeForTheWayIsCutSmallerAndSoAreThoseAfterIt() {
    TwoHosts hosts = hosts(settings(9000), settings(576), 250);
    dropLargerThan(hosts, 576 - IPV4_UDP);
    hosts.initiate();
    hosts.network.advance(Duration.ofSeconds(30));
    RekeyTest.assertSettled(hosts);
    assertThat(hosts.a.events("ike.mtu.reduced")).isNotEmpty();
    assertThat(hosts.b.events("ike.mtu.reduced")).isEmpty();

    List<Integer> later = lengths(hosts, TwoHosts.A);
    assertThat(rekey(hosts)).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(later).isNotEmpty().allMatch(l -> l + IPV4_UDP <= 576);
    assertThat(hosts.a.events("ike.mtu.reduced")).hasSizeLessThanOrEqualTo(3);
  }

  @Tag("R7383-2.5.2-1")
  @Test
  void anAnswerThatIsTooLargeForTheWayIsCutSmaller() {
    TwoHosts hosts = hosts(settings(576), settings(9000), 250);
    dropLargerThan(hosts, 576 - IPV4_UDP);
    hosts.initiate();
    hosts.network.advance(Duration.ofSeconds(60));
    RekeyTest.assertSettled(hosts);
    assertThat(hosts.b.events("ike.mtu.reduced")).isNotEmpty();
  }

  @Test
  void aMessageThatFitsIsNeverCutByChanceLosses() {
    TwoHosts hosts = hosts(settings(1280), settings(1280), 2);
    hosts.initiate();
    int[] count = {0};
    hosts.network.fault(p -> ++count[0] <= 5 ? List.of() : SimNetwork.pass(p));
    assertThat(rekey(hosts)).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(hosts.a.events("ike.mtu.reduced")).isEmpty();
    RekeyTest.assertSettled(hosts);
  }

  @Tag("R7383-2.4-1")
  @Test
  void severalMessagesInFragmentsAreUnderWayAtOnce() {
    TwoHosts hosts = hosts(settings(576).withWindow(4), settings(576).withWindow(4), 200);
    hosts.initiate();
    // Fragments of one message and of the other take turns.
    int[] count = {0};
    hosts.network.fault(
        p -> List.of(new SimNetwork.Delivery(p, Duration.ofMillis(5 + 7 * (count[0]++ % 5)))));
    List<Integer> ids = new ArrayList<>();
    hosts.network.tap(p -> {
      if (isFragment(p) && isFrom(p, TwoHosts.A)) {
        ids.add(header(p).messageId());
      }
    });
    List<CompletableFuture<CommandOutcome>> outcomes = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      outcomes.add(hosts.a.endpoint().initiate("a-b", Optional.of("wide-" + i)));
    }
    hosts.network.advance(Duration.ofMillis(450));
    assertThat(ids).contains(2, 3, 4);
    assertThat(outcomes)
        .as("without any repetition: " + String.join("\n", hosts.network.ladder()))
        .allSatisfy(o -> assertThat(o).isCompletedWithValue(new CommandOutcome.Done()));
  }

  private static CompletableFuture<CommandOutcome> rekey(TwoHosts hosts) {
    CompletableFuture<CommandOutcome> outcome =
        hosts.a.endpoint().rekeyChild(RekeyTest.child(hosts.a).inbound());
    hosts.network.advance(Duration.ofSeconds(50));
    return outcome;
  }

  private static void dropLargerThan(TwoHosts hosts, int most) {
    hosts.network.fault(p -> p.datagram().length() > most ? List.of() : SimNetwork.pass(p));
  }

  private static EndpointSettings settings(int mtu) {
    return EndpointSettings.DEFAULT.withFragmentation(true, mtu);
  }

  private static boolean isFrom(SimNetwork.Packet packet, String address) {
    return packet.from().getAddress().equals(Rules.address(address));
  }

  private static MessageHeader header(SimNetwork.Packet packet) {
    return MessageCodec.peekHeader(packet.datagram()).orElseThrow();
  }

  private static boolean isFragment(SimNetwork.Packet packet) {
    // the Next Payload field of the header
    return packet.datagram().at(16) == PayloadType.SKF.code();
  }

  private static List<Integer> lengths(TwoHosts hosts, String sender) {
    List<Integer> lengths = new ArrayList<>();
    hosts.network.tap(p -> {
      if (isFrom(p, sender) && !header(p).exchange().equals(ExchangeType.INFORMATIONAL)) {
        lengths.add(p.datagram().length());
      }
    });
    return lengths;
  }

  /** Policies with so many selectors on the side of A make messages of 16 octets for each. */
  private static TwoHosts hosts(EndpointSettings ofA, EndpointSettings ofB, int selectors) {
    return new TwoHosts(
        TwoHosts.policy(
            TwoHosts.ruleA(Rules.AES_SHA256_X25519), policies(TwoHosts.A, TwoHosts.B, selectors)),
        TwoHosts.policy(
            TwoHosts.ruleB(Rules.AES_SHA256_X25519), policies(TwoHosts.B, TwoHosts.A, selectors)),
        ofA,
        ofB);
  }

  private static SecurityPolicy[] policies(String local, String remote, int selectors) {
    boolean a = local.equals(TwoHosts.A);
    SecurityPolicy[] all = new SecurityPolicy[4];
    for (int i = 0; i < all.length; i++) {
      all[i] =
          new SecurityPolicy(
              "wide-" + i,
              i + 1,
              nets(a ? 1 + 2 * i : 2 + 2 * i, a ? selectors : 1),
              nets(a ? 2 + 2 * i : 1 + 2 * i, a ? 1 : selectors),
              Set.of(Direction.IN, Direction.OUT),
              new Protect(
                  IpsecMode.TUNNEL,
                  List.of(Rules.ESP_AES_SHA512),
                  Optional.of(new Endpoints(Rules.address(local), Rules.address(remote))),
                  false));
    }
    return all;
  }

  private static List<AddressSelector> nets(int first, int count) {
    List<AddressSelector> nets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nets.add(Rules.net((20 + first) + "." + i / 128 + "." + i % 128 * 2 + ".0/24"));
    }
    return nets;
  }
}
