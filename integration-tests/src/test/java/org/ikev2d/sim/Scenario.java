package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.actor.TicketBox;
import org.ikev2d.codec.Decoded;
import org.ikev2d.codec.Limits;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.crypto.Secret;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.envelope.Opened;
import org.ikev2d.payload.EncryptedPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.TicketMarks;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.NotifyType;

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

  private Scenario(Order order, Hosts hosts, Optional<Hosts> changed) {
    SimNode initiator = network.node("1", HOST_1, hosts.settings(), hosts.first(), crypto, 1);
    SimNode responder = network.node("2", HOST_2, hosts.settings(), hosts.second(), crypto, 2);
    initiator.initiate("1-2");
    network.advance(Duration.ofSeconds(1));
    changed.ifPresent(now -> resume(initiator, responder, now));
    network.fault(packet -> {
      capture(packet);
      return List.of();
    });
    boolean same = order == Order.INITIATOR_IS_A;
    a = new Player(this, same ? initiator : responder);
    b = new Player(this, same ? responder : initiator);
  }

  /** Both read other rules; the responder loses everything; the initiator comes back. */
  private void resume(SimNode initiator, SimNode responder, Hosts now) {
    initiator.replace(now.first());
    responder.replace(now.second());
    responder.restart();
    network.fault(packet -> List.of());
    initiator.endpoint().rekeyIke(initiator.sas().getFirst().localSpi());
    network.advance(Duration.ofMinutes(2));
    network.fault(SimNetwork::pass);
    initiator.initiate("1-2");
    network.advance(Duration.ofSeconds(1));
    assertThat(responder.events("ike.resumed")).hasSize(1);
  }

  /** Rules and policies of both hosts. */
  record Hosts(SimPolicy first, SimPolicy second, EndpointSettings settings) {
    /** Each has its own favourite of two groups for IKE SAs. */
    static Hosts withOpposedGroups() {
      Hosts usual = usual();
      return usual.withGroups(
          List.of(GroupId.CURVE25519, GroupId.ECP_256),
          List.of(GroupId.ECP_256, GroupId.CURVE25519));
    }

    /** With these groups for IKE SAs, in order of preference. */
    Hosts withGroups(List<GroupId> ofFirst, List<GroupId> ofSecond) {
      return new Hosts(prefer(first, ofFirst), prefer(second, ofSecond), settings);
    }

    /** With these groups for CHILD SAs, in order of preference. */
    Hosts withChildGroups(List<GroupId> ofFirst, List<GroupId> ofSecond) {
      return new Hosts(withPfs(first, ofFirst), withPfs(second, ofSecond), settings);
    }

    /** The first host keeps tickets of the second one, with which it may come back. */
    Hosts withTickets() {
      Secret secret = Secret.ofPublic(Bytes.ofText("a secret that outlives restarts."));
      TicketBox box = new TicketBox(new JdkCrypto(), secret, Duration.ofHours(1), TicketMarks.NONE);
      return new Hosts(
          first,
          second,
          settings.withExtensions(Extensions.DEFAULT.withSessions(true, Optional.of(box))));
    }

    private static SimPolicy withPfs(SimPolicy policy, List<GroupId> groups) {
      PeerRule rule = policy.rules().getFirst();
      return new SimPolicy(
          List.of(Rules.withPfs(rule, groups.toArray(GroupId[]::new))),
          policy.policies(),
          policy.key());
    }

    private static SimPolicy prefer(SimPolicy policy, List<GroupId> groups) {
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
                      groups.toArray(GroupId[]::new)))),
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
    return of(order, Hosts.usual());
  }

  static Scenario of(Order order, Hosts hosts) {
    return new Scenario(order, hosts, Optional.empty());
  }

  /** The same, after the IKE SA was resumed under other rules than those that it was made under. */
  static Scenario resumed(Order order, Hosts before, Hosts now) {
    return new Scenario(order, before.withTickets(), Optional.of(now));
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
    ticketsGoOn();
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

  /** What goes on beside the ladder, as soon as the receiver can read it. */
  private void ticketsGoOn() {
    for (Letter waiting : List.copyOf(wire)) {
      Letter readNow = letter(waiting.packet());
      if (isOfTickets(readNow.message())) {
        wire.remove(waiting);
        readNow.arrives();
      }
    }
  }

  private static boolean isOfTickets(Message message) {
    return message.header().exchange().equals(ExchangeType.INFORMATIONAL)
        && (message.hasNotify(NotifyType.TICKET_REQUEST)
            || message.hasNotify(NotifyType.TICKET_LT_OPAQUE));
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
