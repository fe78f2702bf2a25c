package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a peer says first from another address may be that something is to end. */
class MoveAndDeleteTest {
  private final BehindNat scene = BehindNat.established();

  @Test
  void theFirstWordFromANewAddressDeletesTheIkeSa() {
    scene.nat.rebind("10.0.0.98");
    scene.host.endpoint().deleteAll("test");
    scene.pass(10);
    assertThat(scene.host.ikeSas()).isEmpty();
    assertThat(scene.gate.ikeSas()).isEmpty();
    assertThat(scene.gate.sadb()).isEmpty();
    assertThat(scene.gate.endpoint().counters().children()).isZero();
  }

  @Test
  void theFirstWordFromANewAddressDeletesAChildSa() {
    scene.nat.rebind("10.0.0.98");
    scene
        .host
        .endpoint()
        .deleteChild(BehindNat.ikeSa(scene.host).children().all().getFirst().inbound());
    scene.pass(10);
    assertThat(scene.gate.ikeSas()).hasSize(1);
    assertThat(scene.gate.sadb()).isEmpty();
    assertThat(scene.gate.endpoint().counters().children()).isZero();
  }

  @Test
  void theFirstWordFromANewAddressReplacesAChildSa() {
    scene.nat.rebind("10.0.0.98");
    scene
        .host
        .endpoint()
        .rekeyChild(BehindNat.ikeSa(scene.host).children().all().getFirst().inbound());
    scene.pass(10);
    assertThat(scene.gate.sadb())
        .hasSize(2)
        .allMatch(s ->
            s.id().source().equals(Rules.address("10.0.0.98"))
                || s.id().destination().equals(Rules.address("10.0.0.98")));
    assertThat(scene.gate.endpoint().counters().children()).isEqualTo(1);
  }
}
