package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sim.Rules;
import org.ikev2d.sim.SeededRandom;
import org.ikev2d.sim.SimNetwork;
import org.ikev2d.sim.SimNode;
import org.ikev2d.sim.SimPolicy;
import org.ikev2d.wire.NotifyType;

/** A victim at 10.0.0.2 and an adversary at 10.0.0.1 that shares its key. */
final class Scene {
  static final String ADVERSARY = "10.0.0.1";
  static final String VICTIM = "10.0.0.2";
  static final String KEY = "a shared secret";
  static final int SPI = 0x0101_0101;

  final SimNetwork network = new SimNetwork();
  final SimWire wire = new SimWire(network, ADVERSARY, VICTIM);
  final SimNode victim;
  private final SeededRandom random = new SeededRandom(7);

  Scene() {
    this(EndpointSettings.DEFAULT);
  }

  Scene(EndpointSettings settings) {
    victim = network.node("victim", VICTIM, settings, policy(Rules.AES_SHA256_X25519), 2);
  }

  static SimPolicy policy(IkeXform... xforms) {
    SecurityPolicy hosts = Rules.transport("hosts", VICTIM, ADVERSARY, Rules.ESP_AES_SHA512);
    return new SimPolicy(
        List.of(Rules.rule("adversary", VICTIM, ADVERSARY, xforms)), List.of(hosts), KEY);
  }

  Adversary initiator() {
    return Adversary.initiator(wire, random);
  }

  Adversary responder() {
    return Adversary.responder(wire, random);
  }

  /** An IKE SA with one CHILD SA, as any honest peer would have made it. */
  Session established() {
    Session session = initiator().open();
    session.authenticate(ADVERSARY, VICTIM, KEY, SPI);
    assertThat(victim.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(victim.sadb()).hasSize(2);
    return session;
  }

  static List<NotifyType> notifies(List<Message> messages) {
    return messages.stream()
        .flatMap(m -> m.all(NotifyPayload.class))
        .map(NotifyPayload::kind)
        .filter(NotifyType::isError)
        .toList();
  }

  /** The IKE SA and its CHILD SA are as if nothing had happened. */
  void assertUnharmed() {
    assertThat(victim.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(victim.sadb()).hasSize(2);
    assertThat(victim.events("ike.fault")).isEmpty();
  }

  /** Nothing is left of IKE SAs at once, not after some timeout. */
  void assertForgotten() {
    assertThat(victim.ikeSas()).isEmpty();
    assertThat(victim.sadb()).isEmpty();
    assertThat(victim.endpoint().halfOpen().total()).isZero();
    assertNothingLeaks();
  }

  /** Once it has closed what it has and given up on a silent peer, the victim holds nothing. */
  void assertNothingLeaks() {
    network.advance(Duration.ofSeconds(120));
    victim.endpoint().deleteAll("end of test");
    network.advance(Duration.ofSeconds(120));
    assertThat(victim.events("ike.fault")).as("faults").isEmpty();
    assertThat(victim.ikeSas()).as("IKE SAs").isEmpty();
    assertThat(victim.sadb()).as("SADB").isEmpty();
    assertThat(victim.endpoint().halfOpen().total()).as("half-open").isZero();
    assertThat(victim.endpoint().halfOpen().from(Rules.address(ADVERSARY))).isZero();
    assertThat(victim.endpoint().counters().children()).as("children").isZero();
    assertThat(network.clock().pending()).as("timers").isZero();
  }
}
