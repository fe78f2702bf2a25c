package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.sim.Roaming.C1;
import static org.ikev2d.sim.Roaming.C2;
import static org.ikev2d.sim.Roaming.G1;
import static org.ikev2d.sim.Roaming.G2;
import static org.ikev2d.sim.Roaming.MOBILE;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.sa.IkeSaSnapshot;
import org.junit.jupiter.api.Test;

/** Both sides move and rekey at random while packets are lost; then both must agree. */
class MovingLifeTest {
  private static final int LIVES = Integer.getInteger("lives", 60);
  private static final int FIRST = Integer.getInteger("first", 0);

  @Test
  void bothSidesAgreeAfterAnyMoves() {
    for (int seed = FIRST; seed < FIRST + LIVES; seed++) {
      live(seed);
    }
  }

  private static void live(int seed) {
    Random chance = new Random(seed);
    Roaming scene = new Roaming(MOBILE.withLiveness(Duration.ofSeconds(20)), seed);
    scene.establish();
    scene.network.fault(p -> {
      Duration delay = Duration.ofMillis(5 + chance.nextInt(60));
      return chance.nextInt(100) < 25 ? List.of() : List.of(new SimNetwork.Delivery(p, delay));
    });
    int steps = 3 + chance.nextInt(8);
    for (int i = 0; i < steps; i++) {
      act(scene, chance);
      scene.network.advance(Duration.ofMillis(20 + chance.nextInt(8_000)));
    }
    scene.network.mark("quiet");
    scene.network.fault(SimNetwork::pass);
    has(scene, scene.client, C1, C2, true, true);
    has(scene, scene.gate, G1, G2, true, true);
    scene.network.advance(Duration.ofMinutes(8));
    agree(scene, seed);
    scene.client.endpoint().deleteAll("end");
    scene.gate.endpoint().deleteAll("end");
    scene.network.advance(Duration.ofMinutes(3));
    nothingLeft(scene, seed);
  }

  private static void act(Roaming scene, Random chance) {
    SimNode node = chance.nextBoolean() ? scene.client : scene.gate;
    List<IkeSaSnapshot> sas = node.ikeSas().stream().filter(s -> s.sa().isEstablished()).toList();
    switch (chance.nextInt(6)) {
      case 0, 1 -> {
        boolean first = chance.nextBoolean();
        has(scene, scene.client, C1, C2, first, !first || chance.nextBoolean());
      }
      case 2 -> {
        boolean first = chance.nextBoolean();
        has(scene, scene.gate, G1, G2, first, !first || chance.nextBoolean());
      }
      case 3 -> sas.forEach(s -> node.endpoint().rekeyIke(s.sa().localSpi()));
      case 4 ->
          sas.forEach(
              s -> s.sa().children().all().forEach(c -> node.endpoint().rekeyChild(c.inbound())));
      default -> sas.forEach(s -> node.endpoint().checkLiveness(s.sa().localSpi()));
    }
  }

  private static void has(
      Roaming scene, SimNode node, String one, String two, boolean first, boolean second) {
    plug(scene, node, one, first);
    plug(scene, node, two, second);
    if (first && second) {
      node.addresses(one, two);
    } else {
      node.addresses(first ? one : two);
    }
  }

  private static void plug(Roaming scene, SimNode node, String address, boolean present) {
    if (present) {
      scene.network.plug(node, address);
    } else {
      scene.network.unplug(address);
    }
  }

  private static void agree(Roaming scene, int seed) {
    String story = "seed " + seed + "\n" + String.join("\n", scene.network.story());
    assertThat(scene.client.events("ike.fault")).as(story).isEmpty();
    assertThat(scene.gate.events("ike.fault")).as(story).isEmpty();
    assertThat(spis(scene.client)).as(story).isEqualTo(spis(scene.gate));
    assertThat(ids(scene.client)).as(story).isEqualTo(ids(scene.gate));
  }

  private static void nothingLeft(Roaming scene, int seed) {
    String story = "seed " + seed + "\n" + String.join("\n", scene.network.story());
    for (SimNode node : List.of(scene.client, scene.gate)) {
      assertThat(node.ikeSas()).as(story).isEmpty();
      assertThat(node.sadb()).as(story).isEmpty();
      assertThat(node.endpoint().counters().children()).as(story).isZero();
    }
    assertThat(Roaming.isBetween(scene.client, C1, G1)).as(story).isTrue();
    assertThat(Roaming.isBetween(scene.gate, G1, C1)).as(story).isTrue();
    assertThat(scene.network.clock().pending()).as(story).isZero();
  }

  private static Set<String> spis(SimNode node) {
    return node.ikeSas().stream()
        .map(s -> s.sa().initiatorSpi() + " " + s.sa().responderSpi())
        .collect(Collectors.toSet());
  }

  private static Set<SaId> ids(SimNode node) {
    return node.sadb().stream().map(SaStatus::id).collect(Collectors.toSet());
  }
}
