package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.codec.Decoded;
import org.ikev2d.codec.Limits;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.envelope.Opened;
import org.ikev2d.payload.EncryptedPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;

/**
 * Two hosts and a wire on which each message waits until it is told to arrive, so that a test reads
 * like a ladder of the RFC. Time stands still, but for {@link #pass}. Messages that are only
 * repeated are not shown again.
 */
final class Scenario {
  private static final String HOST_1 = "10.0.0.1";
  private static final String HOST_2 = "10.0.0.2";
  private final SimNetwork network = new SimNetwork();
  private final ToyCrypto crypto = new ToyCrypto();
  private final List<Letter> wire = new ArrayList<>();
  private final Set<Bytes> shown = new HashSet<>();
  private final Player a;
  private final Player b;

  private Scenario(Order order, Hosts hosts) {
    SimNode initiator = network.node("1", HOST_1, hosts.settings(), hosts.first(), crypto, 1);
    SimNode responder = network.node("2", HOST_2, hosts.settings(), hosts.second(), crypto, 2);
    initiator.initiate("1-2");
    network.advance(Duration.ofSeconds(1));
    network.fault(packet -> {
      capture(packet);
      return List.of();
    });
    boolean same = order == Order.INITIATOR_IS_A;
    a = new Player(this, same ? initiator : responder);
    b = new Player(this, same ? responder : initiator);
  }

  /** Rules and policies of both hosts. */
  record Hosts(SimPolicy first, SimPolicy second, EndpointSettings settings) {
    /** Each has its own favourite of two groups for IKE SAs. */
    static Hosts withOpposedGroups() {
      Hosts usual = usual();
      return new Hosts(
          prefer(usual.first(), GroupId.CURVE25519, GroupId.ECP_256),
          prefer(usual.second(), GroupId.ECP_256, GroupId.CURVE25519),
          usual.settings());
    }

    private static SimPolicy prefer(SimPolicy policy, GroupId first, GroupId second) {
      PeerRule rule = policy.rules().getFirst();
      AddressRange local = rule.local().getFirst();
      AddressRange remote = rule.remote().getFirst();
      return new SimPolicy(
          List.of(
              Rules.rule(
                  rule.label(),
                  local.first().getHostAddress(),
                  remote.first().getHostAddress(),
                  Rules.xform(
                      EncrChoice.of(EncrId.AES_CBC, 256),
                      IntegId.HMAC_SHA2_256_128,
                      first,
                      second))),
          policy.policies(),
          policy.key());
    }

    Hosts withWindow(int window) {
      return new Hosts(first, second, settings.withWindow(window));
    }

    static Hosts usual() {
      return new Hosts(
          new SimPolicy(
              List.of(Rules.rule("1-2", HOST_1, HOST_2, Rules.AES_SHA256_X25519)),
              List.of(
                  Rules.transport("hosts", HOST_1, HOST_2, Rules.ESP_AES_SHA512),
                  Rules.tunnel(
                      "nets", "10.1.0.0/16", "10.2.0.0/16", HOST_1, HOST_2, Rules.ESP_AES_SHA512)),
              "a shared secret"),
          new SimPolicy(
              List.of(Rules.rule("2-1", HOST_2, HOST_1, Rules.AES_SHA256_X25519)),
              List.of(
                  Rules.transport("hosts", HOST_2, HOST_1, Rules.ESP_AES_SHA512),
                  Rules.tunnel(
                      "nets", "10.2.0.0/16", "10.1.0.0/16", HOST_2, HOST_1, Rules.ESP_AES_SHA512)),
              "a shared secret"),
          EndpointSettings.DEFAULT);
    }
  }

  /** An IKE SA with one CHILD SA is up. */
  static Scenario of(Order order) {
    return new Scenario(order, Hosts.usual());
  }

  static Scenario of(Order order, Hosts hosts) {
    return new Scenario(order, hosts);
  }

  Player a() {
    return a;
  }

  Player b() {
    return b;
  }

  ToyCrypto crypto() {
    return crypto;
  }

  /** The message that has waited longest of those that this host has sent. */
  Optional<Letter> next(SimNode from) {
    Optional<Letter> first =
        wire.stream()
            .filter(l -> l.packet().from().getAddress().equals(from.address()))
            .findFirst();
    first.ifPresent(wire::remove);
    return first;
  }

  Letter letter(SimNetwork.Packet packet) {
    return new Letter(network, packet, read(packet));
  }

  /** Time passes; what is on the wire stays there. */
  void pass(Duration duration) {
    network.advance(duration);
  }

  /** From now on all messages arrive, those that wait included, and the hosts come to rest. */
  void calm() {
    network.fault(SimNetwork::pass);
    List<Letter> waiting = List.copyOf(wire);
    wire.clear();
    waiting.forEach(Letter::arrives);
    network.advance(Duration.ofMinutes(3));
    assertThat(a.node().events("ike.fault")).isEmpty();
    assertThat(b.node().events("ike.fault")).isEmpty();
  }

  /** Both hosts have the same SAs, each is whole, and each kernel has just those. */
  void bothAgree() {
    String story = String.join("\n", network.ladder());
    assertThat(Agreement.differs(a.node().sas(), b.node().sas())).as(story).isEmpty();
    assertThat(Agreement.asSeenBy(a.node().sas(), false))
        .as(story)
        .isEqualTo(Agreement.asSeenBy(b.node().sas(), true));
    for (Player player : List.of(a, b)) {
      assertThat(Agreement.unsettled(player.node().sas())).as(story).isEmpty();
      assertThat(Agreement.kernelDiffers(player.children(), player.node().sadb()))
          .as(story)
          .isEmpty();
    }
  }

  /** Neither host has anything, nor a key. */
  void nothingIsLeft() {
    String story = String.join("\n", network.ladder());
    for (Player player : List.of(a, b)) {
      assertThat(player.node().sas()).as(story).isEmpty();
      assertThat(player.node().sadb()).as(story).isEmpty();
    }
    assertThat(crypto.open()).as(story).isZero();
    assertThat(network.clock().pending()).as(story).isZero();
  }

  private void capture(SimNetwork.Packet packet) {
    if (shown.add(packet.datagram())) {
      wire.add(letter(packet));
    }
  }

  private Message read(SimNetwork.Packet packet) {
    Decoded decoded = new MessageCodec(Limits.DEFAULT).decode(packet.datagram());
    Message outer = ((Decoded.Complete) decoded).message();
    if (outer.payloads().stream().noneMatch(p -> p instanceof EncryptedPayload)) {
      return outer;
    }
    SimNode receiver = packet.to().getAddress().equals(a.node().address()) ? a.node() : b.node();
    return receiver.sas().stream()
        .filter(s -> s.localSpi().equals(outer.header().receiverSpi()))
        .findFirst()
        .flatMap(IkeSa::keyed)
        .map(k -> k.envelope().open(packet.datagram(), outer))
        .filter(o -> o instanceof Opened.Payloads)
        .map(o -> new Message(outer.header(), ((Opened.Payloads) o).payloads()))
        .orElse(new Message(outer.header(), List.of()));
  }
}
