package org.ikev2d.sim;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.Path;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.Bytes;

/** A client and a gateway with two addresses each, and a tunnel between the first ones. */
final class Roaming {
  static final String C1 = "10.0.0.1";
  static final String C2 = "10.0.0.11";
  static final String G1 = "10.0.0.2";
  static final String G2 = "10.0.0.22";
  static final EndpointSettings MOBILE =
      EndpointSettings.DEFAULT.withExtensions(Extensions.DEFAULT.withMobike(true));

  final SimNetwork network = new SimNetwork();
  final List<SimNetwork.Packet> seen = new ArrayList<>();
  final SimNode client;
  final SimNode gate;

  Roaming() {
    this(MOBILE, MOBILE, 24);
  }

  /**
   * @param prefix of the addresses that the gateway takes clients from
   */
  Roaming(EndpointSettings forClient, EndpointSettings forGate, int prefix) {
    client = network.node("client", C1, forClient, policy("client", C1, G1, 24, "1", "2"), 1);
    gate = network.node("gate", G1, forGate, policy("gate", G1, C1, prefix, "2", "1"), 2);
    network.tap(seen::add);
  }

  /** With quick cryptography, for many lives. */
  Roaming(EndpointSettings settings, long seed) {
    ToyCrypto crypto = new ToyCrypto();
    client =
        network.node(
            "client", C1, settings, policy("client", C1, G1, 24, "1", "2"), crypto, 2 * seed + 1);
    gate =
        network.node(
            "gate", G1, settings, policy("gate", G1, C1, 24, "2", "1"), crypto, 2 * seed + 2);
  }

  /** With an IKE SA and a CHILD SA that the client has made, each side with both addresses. */
  static Roaming established() {
    return new Roaming().establish();
  }

  Roaming establish() {
    network.plug(client, C2);
    network.plug(gate, G2);
    client.addresses(C1, C2);
    gate.addresses(G1, G2);
    client.initiate("client");
    pass(2);
    seen.clear();
    return this;
  }

  private static SimPolicy policy(
      String label, String own, String peer, int prefix, String ownNet, String peerNet) {
    PeerRule r = Rules.rule(label, own, peer, Rules.AES_SHA256_X25519);
    PeerRule wide =
        new PeerRule(
            r.label(),
            List.of(AddressRange.ofPrefix(Rules.address(own), 24)),
            List.of(AddressRange.ofPrefix(Rules.address(peer), prefix)),
            r.localId(),
            List.of(new IdPattern.Any()),
            r.localAuth(),
            r.remoteAuth(),
            r.xforms(),
            r.childPfs(),
            r.childLifetime());
    SecurityPolicy nets =
        Rules.tunnel(
            "nets",
            "10." + ownNet + ".0.0/16",
            "10." + peerNet + ".0.0/16",
            own,
            peer,
            Rules.ESP_AES_SHA512);
    return new SimPolicy(List.of(wide), List.of(nets), "a shared secret");
  }

  /** Seconds. */
  void pass(int seconds) {
    network.advance(Duration.ofSeconds(seconds));
  }

  /** The client loses its first address and has the second one only. */
  void clientRoams() {
    network.unplug(C1);
    client.addresses(C2);
  }

  static IkeSa ikeSa(SimNode node) {
    return node.ikeSas().getFirst().sa();
  }

  static Path path(SimNode node) {
    return ikeSa(node).path();
  }

  static List<Bytes> keys(SimNode node) {
    return node.sadb().stream().map(SaStatus::encryptKey).toList();
  }

  /** Whether all SAs and policies of the node are between these outer addresses. */
  static boolean isBetween(SimNode node, String own, String peer) {
    List<InetAddress> pair = List.of(Rules.address(own), Rules.address(peer));
    return node.sadb().stream()
            .allMatch(s ->
                pair.contains(s.id().source())
                    && pair.contains(s.id().destination())
                    && !s.id().source().equals(s.id().destination()))
        && node.spd().stream().allMatch(p -> pair.containsAll(ends(p)));
  }

  private static List<InetAddress> ends(KernelPolicy policy) {
    KernelPolicy.Template template = policy.template().orElseThrow();
    return List.of(template.source().orElseThrow(), template.destination().orElseThrow());
  }

  /** Requests that a node has sent since; each datagram, also repeated ones. */
  long requests(SimNode from) {
    return seen.stream()
        .filter(p -> p.from().getAddress().equals(path(from).localAddress()))
        .filter(p -> !MessageCodec.peekHeader(p.datagram()).orElseThrow().response())
        .count();
  }
}
