package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.sim.Roaming.C1;
import static org.ikev2d.sim.Roaming.C2;
import static org.ikev2d.sim.Roaming.G1;
import static org.ikev2d.sim.Roaming.G2;
import static org.ikev2d.sim.Roaming.MOBILE;

import java.time.Duration;
import java.util.List;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** MOBIKE (RFC 4555) between two of our own. */
class MobikeTest {
  /** Also without a NAT (section 3.3); a NAT may come later. */
  @Tag("R4555-3.3-1")
  @Tag("R4555-3.3-2")
  @Test
  void isOnTheNatTraversalPortFromTheStart() {
    Roaming scene = Roaming.established();
    assertThat(Roaming.path(scene.client).toString()).isEqualTo("10.0.0.1:4500<->10.0.0.2:4500");
    assertThat(Roaming.path(scene.gate).toString()).isEqualTo("10.0.0.2:4500<->10.0.0.1:4500");
    assertThat(scene.gate.sadb()).hasSize(2).allMatch(s -> s.encapsulation().isEmpty());
  }

  @Tag("R4555-3.5-1")
  @Tag("RX-MOB-1")
  @Test
  void movesIkeSaAndChildSasWhenTheInitiatorsAddressChanges() {
    Roaming scene = Roaming.established();
    List<Bytes> keys = Roaming.keys(scene.gate);
    scene.clientRoams();
    scene.pass(5);

    assertThat(Roaming.path(scene.client).toString()).isEqualTo("10.0.0.11:4500<->10.0.0.2:4500");
    assertThat(Roaming.path(scene.gate).toString()).isEqualTo("10.0.0.2:4500<->10.0.0.11:4500");
    assertThat(Roaming.isBetween(scene.client, C2, G1)).isTrue();
    assertThat(Roaming.isBetween(scene.gate, G1, C2)).isTrue();
    assertThat(Roaming.keys(scene.gate)).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(scene.gate.events("child.rekeyed")).isEmpty();
    assertThat(noticed(scene.client)).containsExactly("address");
    assertThat(noticed(scene.gate)).containsExactly("update");
  }

  /** Section 3.7: an attacker who has the keys could make us flood somebody. */
  @Tag("R4555-3.7-1")
  @Test
  void theResponderMovesChildSasOnlyWhenTheNewAddressHasAnswered() {
    Roaming scene = Roaming.established();
    SimNetwork.Hold check = scene.network.holdRequest(scene.gate, ExchangeType.INFORMATIONAL);
    scene.clientRoams();
    scene.pass(1);

    assertThat(check.has()).isTrue();
    assertThat(Roaming.path(scene.gate).remoteAddress()).isEqualTo(Rules.address(C2));
    assertThat(Roaming.isBetween(scene.gate, G1, C1)).isTrue();

    check.release();
    scene.pass(1);
    assertThat(Roaming.isBetween(scene.gate, G1, C2)).isTrue();
  }

  @Tag("R4555-3.4-1")
  @Test
  void followsTheResponderToAnotherOfItsAddresses() {
    Roaming scene = Roaming.established();
    List<Bytes> keys = Roaming.keys(scene.gate);
    scene.network.unplug(G1);
    scene.gate.addresses(G2);
    scene.pass(5);

    assertThat(Roaming.path(scene.client).toString()).isEqualTo("10.0.0.1:4500<->10.0.0.22:4500");
    assertThat(Roaming.isBetween(scene.client, C1, G2)).isTrue();
    assertThat(Roaming.isBetween(scene.gate, G2, C1)).isTrue();
    assertThat(Roaming.keys(scene.gate)).containsExactlyInAnyOrderElementsOf(keys);
  }

  /** It has one address, and then another one: there is no other one to announce. */
  @Test
  void followsTheResponderThatHasOneAddressAtATime() {
    Roaming scene = new Roaming();
    scene.client.addresses(C1);
    scene.gate.addresses(G1);
    scene.client.initiate("client");
    scene.pass(2);
    scene.network.plug(scene.gate, G2);
    scene.network.unplug(G1);
    scene.gate.addresses(G2);
    scene.pass(5);

    assertThat(Roaming.path(scene.client).toString()).isEqualTo("10.0.0.1:4500<->10.0.0.22:4500");
    assertThat(Roaming.isBetween(scene.client, C1, G2)).isTrue();
    assertThat(Roaming.isBetween(scene.gate, G2, C1)).isTrue();
  }

  /** Nobody tells that the first path is broken; silence does (section 3.10). */
  @Tag("R4555-3.10-1")
  @Test
  void findsAPathThatWorks() {
    Roaming scene = Roaming.established();
    scene.network.fault(p ->
        p.from().getAddress().equals(Rules.address(C1))
                || p.to().getAddress().equals(Rules.address(C1))
            ? List.of()
            : SimNetwork.pass(p));
    scene.client.endpoint().checkLiveness(Roaming.ikeSa(scene.client).localSpi());
    scene.pass(20);

    assertThat(noticed(scene.client)).containsExactly("path");
    assertThat(Roaming.path(scene.client).localAddress()).isEqualTo(Rules.address(C2));
    assertThat(Roaming.isBetween(scene.client, C2, G1)).isTrue();
    assertThat(Roaming.isBetween(scene.gate, G1, C2)).isTrue();
  }

  @Tag("R4555-3.5-2")
  @Test
  void theLatestOfTwoMovesCounts() {
    Roaming scene = Roaming.established();
    SimNetwork.Hold update = scene.network.holdRequest(scene.client, ExchangeType.INFORMATIONAL);
    scene.clientRoams();
    scene.pass(1);
    assertThat(update.has()).isTrue();
    scene.network.plug(scene.client, C1);
    scene.network.unplug(C2);
    scene.client.addresses(C1);
    update.release();
    scene.pass(20);

    assertThat(Roaming.path(scene.client).localAddress()).isEqualTo(Rules.address(C1));
    assertThat(Roaming.isBetween(scene.client, C1, G1)).isTrue();
    assertThat(Roaming.isBetween(scene.gate, G1, C1)).isTrue();
    assertThat(scene.client.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
  }

  @Test
  void survivesTheLossOfEachMessageOfAMove() {
    for (int lost = 0; lost < 6; lost++) {
      Roaming scene = Roaming.established();
      int[] count = {0};
      int nth = lost;
      scene.network.fault(p -> count[0]++ == nth ? List.of() : SimNetwork.pass(p));
      scene.clientRoams();
      scene.pass(20);
      assertThat(Roaming.isBetween(scene.client, C2, G1)).as("message " + lost).isTrue();
      assertThat(Roaming.isBetween(scene.gate, G1, C2)).as("message " + lost).isTrue();
    }
  }

  /** The rule is the policy of which section 3.5 speaks. */
  @Tag("R4555-3.5-1")
  @Test
  void refusesAddressesThatNoRuleAllows() {
    Roaming scene = new Roaming(MOBILE, MOBILE, 29).establish();
    scene.network.fault(
        p -> p.from().getAddress().equals(Rules.address(C1)) ? List.of() : SimNetwork.pass(p));
    scene.client.endpoint().checkLiveness(Roaming.ikeSa(scene.client).localSpi());
    scene.pass(8);

    assertThat(scene.gate.events("peer.move.refused")).isNotEmpty();
    assertThat(scene.client.events("peer.move.refused")).isNotEmpty();
    assertThat(Roaming.path(scene.gate).remoteAddress()).isEqualTo(Rules.address(C1));
    assertThat(Roaming.isBetween(scene.gate, G1, C1)).isTrue();
  }

  @Test
  void rekeysAndDeletesAfterAMove() {
    Roaming scene = Roaming.established();
    scene.clientRoams();
    scene.pass(5);
    scene.gate.endpoint().rekeyChild(child(scene.gate).inbound());
    scene.pass(10);
    scene.gate.endpoint().rekeyIke(Roaming.ikeSa(scene.gate).localSpi());
    scene.pass(10);
    scene.client.endpoint().rekeyChild(child(scene.client).inbound());
    scene.pass(10);
    assertThat(scene.gate.events("child.rekeyed")).hasSize(2);
    assertThat(scene.gate.events("ike.rekeyed")).hasSize(1);
    assertThat(Roaming.isBetween(scene.gate, G1, C2)).isTrue();

    // Who began first still decides, although the other side began the IKE SA in use.
    scene.network.plug(scene.client, C1);
    scene.network.unplug(C2);
    scene.client.addresses(C1);
    scene.pass(10);
    assertThat(Roaming.isBetween(scene.gate, G1, C1)).isTrue();
    assertThat(Roaming.isBetween(scene.client, C1, G1)).isTrue();

    scene.client.endpoint().deleteAll("test");
    scene.pass(10);
    assertThat(scene.gate.ikeSas()).isEmpty();
    assertThat(scene.gate.sadb()).isEmpty();
    assertThat(scene.client.sadb()).isEmpty();
    assertThat(scene.gate.endpoint().counters().children()).isZero();
    assertThat(scene.client.endpoint().counters().children()).isZero();
  }

  @Test
  void setsPoliciesBackWhenTheIkeSaEnds() {
    Roaming scene = Roaming.established();
    scene.clientRoams();
    scene.pass(5);
    scene.client.endpoint().deleteAll("test");
    scene.pass(10);
    assertThat(Roaming.isBetween(scene.client, C1, G1)).isTrue();
    assertThat(Roaming.isBetween(scene.gate, G1, C1)).isTrue();
  }

  /** What a kernel cannot do to an SA, new SAs do: here, begin to use UDP. */
  @Test
  void replacesChildSasWhenANatComesInBetween() {
    Roaming scene = Roaming.established();
    Nat nat = new Nat(C2, "10.0.0.99", G1);
    scene.network.fault(nat::rewrite);
    scene.client.watched().holdFast();
    scene.gate.watched().holdFast();
    scene.clientRoams();
    scene.pass(30);

    assertThat(scene.client.ikeSas().getFirst().natLocal()).isTrue();
    assertThat(scene.gate.ikeSas().getFirst().natRemote()).isTrue();
    assertThat(Roaming.path(scene.gate).remote().getPort()).isEqualTo(24_500);
    assertThat(scene.gate.sadb()).hasSize(2).allMatch(s -> s.encapsulation().isPresent());
    assertThat(scene.client.sadb()).hasSize(2).allMatch(s -> s.encapsulation().isPresent());
    assertThat(scene.client.keptAlive()).containsExactly(Roaming.path(scene.client));
  }

  /** Behind a NAT the initiator learns from signs of life where it is seen (section 3.8). */
  @Tag("R4555-3.8-1")
  @Test
  void noticesThatANatHasAnotherMapping() {
    Roaming scene = Roaming.established();
    Nat nat = new Nat(C2, "10.0.0.99", G1);
    scene.network.fault(nat::rewrite);
    scene.clientRoams();
    scene.pass(30);
    nat.rebind();
    scene.client.endpoint().checkLiveness(Roaming.ikeSa(scene.client).localSpi());
    scene.pass(10);

    assertThat(Roaming.path(scene.gate).remote().getPort()).isEqualTo(25_500);
    assertThat(scene.gate.sadb())
        .hasSize(2)
        .allMatch(s ->
            s.encapsulation().orElseThrow().sourcePort() == 25_500
                || s.encapsulation().orElseThrow().destinationPort() == 25_500);
  }

  @Tag("R4555-3.8-1")
  @Test
  void onlyEspFollowsTheKernelsWord() {
    Roaming scene = Roaming.established();
    Nat nat = new Nat(C2, "10.0.0.99", G1);
    scene.network.fault(nat::rewrite);
    scene.clientRoams();
    scene.pass(30);
    scene.gate.kernel().mapping(child(scene.gate).inbound(), Rules.address("10.0.0.99"), 31_000);

    assertThat(Roaming.path(scene.gate).remote().getPort()).isEqualTo(24_500);
    assertThat(scene.gate.sadb())
        .allMatch(s ->
            s.encapsulation().orElseThrow().sourcePort() == 31_000
                || s.encapsulation().orElseThrow().destinationPort() == 31_000);
  }

  /** A responder without MOBIKE gets a new IKE SA, and the old one is deleted after that. */
  @Tag("R7296-2.8.3-1")
  @Test
  void beginsAnewWithAPeerThatCannotMove() {
    Roaming scene = new Roaming(MOBILE, EndpointSettings.DEFAULT, 24).establish();
    String old = Roaming.ikeSa(scene.client).localSpi().toString();
    scene.clientRoams();
    scene.pass(20);

    assertThat(scene.client.events("ike.renewed")).hasSize(1);
    assertThat(scene.client.ikeSas()).hasSize(1);
    assertThat(Roaming.ikeSa(scene.client).localSpi().toString()).isNotEqualTo(old);
    assertThat(scene.gate.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(Roaming.path(scene.gate).remoteAddress()).isEqualTo(Rules.address(C2));
  }

  @Tag("R4555-3.10-1")
  @Test
  void theSideThatCannotChooseIsPatient() {
    Roaming scene = Roaming.established();
    scene.network.fault(p -> List.of());
    scene.gate.endpoint().checkLiveness(Roaming.ikeSa(scene.gate).localSpi());
    scene.network.advance(Duration.ofMinutes(4));
    assertThat(scene.gate.ikeSas()).hasSize(1);
    scene.network.advance(Duration.ofMinutes(2));
    assertThat(scene.gate.ikeSas()).isEmpty();
  }

  private static ChildSa child(SimNode node) {
    return Roaming.ikeSa(node).children().all().getFirst();
  }

  private static List<String> noticed(SimNode node) {
    return node.events("peer.moved").stream()
        .map(IkeEvent::fields)
        .map(f -> f.get("noticed"))
        .toList();
  }
}
