package org.ikev2d.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.IkeSa;

/** A host at 10.0.0.1 behind a NAT at 10.0.0.99, and a gateway at 10.0.0.2. */
final class BehindNat {
  static final String HOST = "10.0.0.1";
  static final String GATE = "10.0.0.2";
  static final String NAT = "10.0.0.99";

  final SimNetwork network = new SimNetwork();
  final Nat nat = new Nat(HOST, NAT, GATE);
  final SimNode host;
  final SimNode gate;
  final List<SimNetwork.Packet> seen = new ArrayList<>();

  BehindNat() {
    this(EndpointSettings.DEFAULT);
  }

  BehindNat(EndpointSettings settings) {
    PeerRule rule = Rules.rule("host", HOST, GATE, Rules.AES_SHA256_X25519);
    host =
        network.node(
            "host",
            HOST,
            settings,
            new SimPolicy(List.of(rule), List.of(tunnel(HOST, GATE, "1", "2")), "a shared secret"),
            1);
    gate =
        network.node(
            "gate",
            GATE,
            settings,
            new SimPolicy(
                List.of(anybody()), List.of(tunnel(GATE, NAT, "2", "1")), "a shared secret"),
            2);
    network.fault(nat::rewrite);
    network.tap(seen::add);
  }

  private static SecurityPolicy tunnel(String own, String peer, String ownNet, String peerNet) {
    return Rules.tunnel(
        "nets",
        "10." + ownNet + ".0.0/16",
        "10." + peerNet + ".0.0/16",
        own,
        peer,
        Rules.ESP_AES_SHA512);
  }

  /** The gateway takes peers of 10.0.0.0/24, whoever they are, but none from elsewhere. */
  private static PeerRule anybody() {
    PeerRule r = Rules.rule("anybody", GATE, NAT, Rules.AES_SHA256_X25519);
    return new PeerRule(
        r.label(),
        r.local(),
        List.of(AddressRange.ofPrefix(Rules.address(NAT), 24)),
        r.localId(),
        List.of(new IdPattern.Any()),
        r.localAuth(),
        r.remoteAuth(),
        r.xforms(),
        r.childPfs(),
        r.childLifetime());
  }

  /** With an IKE SA and a CHILD SA that the host has made. */
  static BehindNat established() {
    BehindNat scene = new BehindNat();
    scene.host.initiate("host");
    scene.pass(2);
    return scene;
  }

  /** Seconds. */
  void pass(int seconds) {
    network.advance(Duration.ofSeconds(seconds));
  }

  static IkeSa ikeSa(SimNode node) {
    return node.ikeSas().getFirst().sa();
  }

  /** The host says something. */
  void hostSpeaks() {
    host.endpoint().checkLiveness(ikeSa(host).localSpi());
    pass(1);
  }

  SaStatus inbound(SimNode node, String own) {
    return sa(node, s -> s.id().destination().equals(Rules.address(own)));
  }

  SaStatus outbound(SimNode node, String own) {
    return sa(node, s -> s.id().source().equals(Rules.address(own)));
  }

  private static SaStatus sa(SimNode node, java.util.function.Predicate<SaStatus> which) {
    return node.sadb().stream().filter(which).findFirst().orElseThrow();
  }
}
