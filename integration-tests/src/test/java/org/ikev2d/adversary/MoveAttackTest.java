package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.sim.Rules;
import org.ikev2d.sim.SimPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody who wants the victim to send elsewhere (RFC 7296 section 2.23). */
class MoveAttackTest {
  private static final ExchangeType INFORMATIONAL = ExchangeType.INFORMATIONAL;
  private static final String ELSEWHERE = "10.0.0.66";

  private final Scene scene = new Scene();
  private Session session;

  /** The rule would allow the address; what keeps the attacker out must be something else. */
  @BeforeEach
  void establish() {
    SimPolicy policy = Scene.policy(Rules.AES_SHA256_X25519);
    PeerRule r = policy.rules().getFirst();
    PeerRule wide =
        new PeerRule(
            r.label(),
            r.local(),
            List.of(AddressRange.ofPrefix(Rules.address(Scene.ADVERSARY), 24)),
            r.localId(),
            r.remoteIds(),
            r.localAuth(),
            r.remoteAuth(),
            r.xforms(),
            r.childPfs(),
            r.childLifetime());
    scene.victim.replace(new SimPolicy(List.of(wide), policy.policies(), Scene.KEY));
    session = scene.established();
  }

  @Tag("R7296-2.23-7")
  @Test
  void aForgedMessageMovesNothing() {
    Bytes good = session.seal(session.header(INFORMATIONAL, false, 2), List.of());
    for (int i = 28; i < good.length(); i++) {
      byte[] octets = good.toArray();
      octets[i] ^= 1;
      scene.wire.sendFrom(ELSEWHERE, 500, Bytes.wrap(octets));
    }
    scene.wire.receive();
    assertUnmoved();
  }

  @Tag("R7296-2.23-7")
  @Test
  void aReplayedRequestMovesNothing() {
    Bytes request = session.seal(session.header(INFORMATIONAL, false, 2), List.of());
    session.send(request);
    scene.wire.sendFrom(ELSEWHERE, 500, request);
    assertThat(scene.wire.receive()).as("the kept answer").hasSize(1);
    assertUnmoved();

    session.ask(INFORMATIONAL, 3, List.of());
    scene.wire.sendFrom(ELSEWHERE, 500, request);
    scene.wire.receive();
    assertUnmoved();
  }

  @Tag("R7296-2.23-7")
  @Test
  void aReplayedAnswerMovesNothing() {
    scene.victim.endpoint().checkLiveness(scene.victim.ikeSas().getFirst().sa().localSpi());
    scene.wire.receive();
    Bytes answer = session.seal(session.header(INFORMATIONAL, true, 0), List.of());
    session.send(answer);
    scene.wire.sendFrom(ELSEWHERE, 500, answer);
    scene.wire.receive();
    assertUnmoved();
  }

  /** Authentic and new, and yet: what no NAT does, a peer may do that has one in front of it. */
  @Test
  void anAuthenticMessageMovesTheIkeSaAndNoTransportSaToOtherAddresses() {
    scene.wire.sendFrom(
        ELSEWHERE, 4321, session.seal(session.header(INFORMATIONAL, false, 2), List.of()));
    scene.wire.receive();

    assertThat(path()).isEqualTo(new InetSocketAddress(Rules.address(ELSEWHERE), 4321));
    assertThat(scene.victim.sadb())
        .as("nothing is sent in transport mode to an address the selectors do not name")
        .noneMatch(s -> s.id().destination().equals(Rules.address(ELSEWHERE)));
    scene.assertNothingLeaks();
  }

  @Test
  void theKernelsWordAboutSasThatAreNotOursMovesNothing() {
    SaStatus inbound =
        scene.victim.sadb().stream()
            .filter(s -> s.id().destination().equals(Rules.address(Scene.VICTIM)))
            .findFirst()
            .orElseThrow();
    SaId id = inbound.id();
    SaId other =
        new SaId(
            id.protocol(),
            new org.ikev2d.wire.ChildSpi(id.spi().value() + 1),
            id.source(),
            id.destination());
    scene.victim.kernel().mapping(other, Rules.address(ELSEWHERE), 999);
    assertUnmoved();
  }

  private InetSocketAddress path() {
    return scene.victim.ikeSas().getFirst().sa().path().remote();
  }

  private void assertUnmoved() {
    assertThat(path()).isEqualTo(new InetSocketAddress(Rules.address(Scene.ADVERSARY), 500));
    assertThat(scene.victim.events("peer.moved")).isEmpty();
    assertThat(scene.victim.sadb())
        .allMatch(s ->
            List.of(s.id().source(), s.id().destination())
                .contains(Rules.address(Scene.ADVERSARY)));
    scene.assertUnharmed();
  }
}
