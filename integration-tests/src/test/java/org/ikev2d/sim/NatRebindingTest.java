package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelSa.Encapsulation;
import org.ikev2d.port.Path;
import org.ikev2d.port.SaStatus;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A NAT that changes its mapping while the IKE SA lives (RFC 7296 section 2.23). */
class NatRebindingTest {
  private final BehindNat scene = BehindNat.established();

  @Tag("R7296-2.23-7")
  @Test
  void followsThePeerToItsNewPortWithTheSameKeys() {
    List<SaStatus> before = scene.gate.sadb();
    scene.nat.rebind();
    scene.hostSpeaks();

    Path path = BehindNat.ikeSa(scene.gate).path();
    assertThat(path.remote()).isEqualTo(at(BehindNat.NAT, 25_500));
    assertThat(scene.gate.events("peer.moved")).hasSize(1);
    assertThat(scene.gate.events("peer.moved").getFirst().fields())
        .containsEntry("from", "10.0.0.2:4500<->10.0.0.99:24500")
        .containsEntry("noticed", "message");
    assertThat(scene.outbound(scene.gate, BehindNat.GATE).encapsulation())
        .contains(new Encapsulation(4500, 25_500));
    assertThat(scene.inbound(scene.gate, BehindNat.GATE).encapsulation())
        .contains(new Encapsulation(25_500, 4500));
    assertThat(keys(scene.gate.sadb())).containsExactlyInAnyOrderElementsOf(keys(before));
    assertThat(scene.gate.events("child.rekeyed")).isEmpty();
    assertThat(scene.host.ikeSas()).allMatch(s -> s.sa().isEstablished());
  }

  @Tag("RX-MOB-1")
  @Test
  void followsThePeerToItsNewAddressWithTunnelAndPolicies() {
    List<SaStatus> before = scene.gate.sadb();
    scene.nat.rebind("10.0.0.98");
    scene.hostSpeaks();

    assertThat(BehindNat.ikeSa(scene.gate).path().remote()).isEqualTo(at("10.0.0.98", 25_500));
    assertThat(scene.outbound(scene.gate, BehindNat.GATE).id().destination())
        .isEqualTo(Rules.address("10.0.0.98"));
    assertThat(scene.inbound(scene.gate, BehindNat.GATE).id().source())
        .isEqualTo(Rules.address("10.0.0.98"));
    assertThat(keys(scene.gate.sadb())).containsExactlyInAnyOrderElementsOf(keys(before));
    assertThat(scene.gate.spd())
        .hasSize(3)
        .allMatch(p -> outerAddresses(p).contains(Rules.address("10.0.0.98")));
  }

  @Test
  void deletesWhatHasMovedAndSetsThePoliciesBack() {
    scene.nat.rebind("10.0.0.98");
    scene.hostSpeaks();
    scene.host.endpoint().deleteAll("test");
    scene.pass(10);

    assertThat(scene.gate.ikeSas()).isEmpty();
    assertThat(scene.gate.sadb()).isEmpty();
    assertThat(scene.gate.endpoint().counters().children()).isZero();
    assertThat(scene.gate.spd())
        .hasSize(3)
        .allMatch(p -> outerAddresses(p).contains(Rules.address(BehindNat.NAT)));
  }

  @Test
  void rekeysAfterTheMove() {
    scene.nat.rebind("10.0.0.98");
    scene.hostSpeaks();
    Bytes old = scene.outbound(scene.gate, BehindNat.GATE).encryptKey();
    scene.gate.endpoint().rekeyChild(child(scene.gate));
    scene.pass(20);

    assertThat(scene.gate.events("child.rekeyed")).hasSize(1);
    assertThat(scene.gate.sadb()).hasSize(2).allMatch(s -> s.encapsulation().isPresent());
    assertThat(scene.outbound(scene.gate, BehindNat.GATE).encryptKey()).isNotEqualTo(old);
    assertThat(scene.outbound(scene.gate, BehindNat.GATE).id().destination())
        .isEqualTo(Rules.address("10.0.0.98"));

    scene.host.endpoint().rekeyIke(BehindNat.ikeSa(scene.host).localSpi());
    scene.pass(20);
    assertThat(scene.gate.ikeSas()).hasSize(1);
    assertThat(scene.gate.events("ike.rekeyed")).hasSize(1);
    assertThat(BehindNat.ikeSa(scene.gate).path().remote()).isEqualTo(at("10.0.0.98", 25_500));
    scene.host.endpoint().rekeyChild(child(scene.host));
    scene.pass(20);
    assertThat(scene.gate.events("child.refused")).isEmpty();
    assertThat(scene.gate.events("child.rekeyed")).hasSize(2);
  }

  @Test
  void repeatsItsOwnRequestsOnTheNewPath() {
    scene.network.fault(p -> List.of());
    scene.gate.endpoint().checkLiveness(BehindNat.ikeSa(scene.gate).localSpi());
    scene.pass(1);
    scene.nat.rebind();
    scene.network.fault(scene.nat::rewrite);
    scene.seen.clear();
    scene.hostSpeaks();

    assertThat(scene.seen)
        .filteredOn(p -> p.from().getAddress().equals(Rules.address(BehindNat.GATE)))
        .filteredOn(p -> !MessageCodec.peekHeader(p.datagram()).orElseThrow().response())
        .isNotEmpty()
        .allMatch(p -> p.to().equals(at(BehindNat.NAT, 25_500)));
    assertThat(BehindNat.ikeSa(scene.gate).outbound().pending()).isEmpty();
  }

  /** Otherwise one packet could take it away (section 2.23). */
  @Tag("R7296-2.23-7")
  @Test
  void aHostBehindANatFollowsNobody() {
    scene.network.fault(p ->
        p.from().getAddress().equals(Rules.address(BehindNat.GATE))
            ? SimNetwork.pass(
                new SimNetwork.Packet(
                    at(BehindNat.GATE, 4501), at(BehindNat.HOST, 4500), p.marked(), p.datagram()))
            : scene.nat.rewrite(p));
    scene.seen.clear();
    scene.gate.endpoint().checkLiveness(BehindNat.ikeSa(scene.gate).localSpi());
    scene.pass(1);

    assertThat(scene.host.events("peer.moved")).isEmpty();
    assertThat(BehindNat.ikeSa(scene.host).path().remote()).isEqualTo(at(BehindNat.GATE, 4500));
    assertThat(scene.seen)
        .as("yet the answer goes where the request came from")
        .filteredOn(p -> p.from().getAddress().equals(Rules.address(BehindNat.HOST)))
        .hasSize(1)
        .allMatch(p -> p.to().equals(at(BehindNat.GATE, 4501)));
  }

  @Tag("R7296-2.23-7")
  @Test
  void followsWhatTheKernelTellsOfEsp() {
    scene.gate.kernel().mapping(child(scene.gate), Rules.address(BehindNat.NAT), 31_000);

    assertThat(BehindNat.ikeSa(scene.gate).path().remote()).isEqualTo(at(BehindNat.NAT, 31_000));
    assertThat(scene.gate.events("peer.moved").getFirst().fields()).containsEntry("noticed", "esp");
    assertThat(scene.outbound(scene.gate, BehindNat.GATE).encapsulation())
        .contains(new Encapsulation(4500, 31_000));
  }

  /** The rule names the addresses of its peers. */
  @Test
  void followsNobodyToWhereNoRuleIs() {
    scene.nat.rebind("10.9.9.9");
    scene.hostSpeaks();

    assertThat(scene.gate.events("peer.moved")).isEmpty();
    assertThat(scene.gate.events("peer.move.refused")).isNotEmpty();
    assertThat(BehindNat.ikeSa(scene.gate).path().remote()).isEqualTo(at(BehindNat.NAT, 24_500));
    assertThat(scene.outbound(scene.gate, BehindNat.GATE).encapsulation())
        .contains(new Encapsulation(4500, 24_500));
  }

  /** Keys are never installed a second time: packets would repeat initialization vectors. */
  @Test
  void replacesSasThatTheKernelCannotMove() {
    Bytes old = scene.outbound(scene.gate, BehindNat.GATE).encryptKey();
    scene.gate.watched().holdFast();
    scene.nat.rebind("10.0.0.98");
    scene.hostSpeaks();
    scene.pass(20);

    assertThat(scene.gate.events("child.move.refused")).hasSize(2);
    assertThat(scene.gate.events("child.rekeyed")).hasSize(1);
    assertThat(scene.gate.sadb()).hasSize(2);
    assertThat(scene.outbound(scene.gate, BehindNat.GATE).encryptKey()).isNotEqualTo(old);
    assertThat(scene.outbound(scene.gate, BehindNat.GATE).id().destination())
        .isEqualTo(Rules.address("10.0.0.98"));
    assertThat(scene.gate.spd())
        .allMatch(p -> outerAddresses(p).contains(Rules.address("10.0.0.98")));
  }

  @Tag("R3948-4-1")
  @Test
  void onlyTheSideBehindTheNatKeepsItsMappingAlive() {
    assertThat(scene.host.keptAlive()).containsExactly(BehindNat.ikeSa(scene.host).path());
    assertThat(scene.gate.keptAlive()).isEmpty();

    scene.host.endpoint().rekeyIke(BehindNat.ikeSa(scene.host).localSpi());
    scene.pass(20);
    assertThat(scene.host.keptAlive()).hasSize(1);

    scene.host.endpoint().deleteAll("test");
    scene.pass(10);
    assertThat(scene.host.keptAlive()).isEmpty();
  }

  private static org.ikev2d.port.SaId child(SimNode node) {
    return BehindNat.ikeSa(node).children().all().getFirst().inbound();
  }

  private static List<Bytes> keys(List<SaStatus> sas) {
    return sas.stream().map(SaStatus::encryptKey).toList();
  }

  private static List<java.net.InetAddress> outerAddresses(KernelPolicy policy) {
    var template = policy.template().orElseThrow();
    return List.of(template.source().orElseThrow(), template.destination().orElseThrow());
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(Rules.address(address), port);
  }
}
