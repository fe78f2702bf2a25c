package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;

import java.util.List;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.EndpointSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several CHILD SAs under one policy (RFC 7296 section 2.8). */
class SiblingChildSasTest {
  private static final String ONE = "10.0.0.1";
  private static final String TWO = "10.0.0.2";

  /** The responder's one policy covers what are two for the initiator. */
  private static Scenario.Hosts hosts() {
    return new Scenario.Hosts(
        new SimPolicy(
            List.of(Rules.rule("1-2", ONE, TWO, Rules.AES_SHA256_X25519)),
            List.of(
                Rules.tunnel("first", "10.1.1.0/24", "10.2.0.0/16", ONE, TWO, Rules.ESP_AES_SHA512),
                Rules.tunnel(
                    "second", "10.1.2.0/24", "10.2.0.0/16", ONE, TWO, Rules.ESP_AES_SHA512)),
            "a shared secret"),
        new SimPolicy(
            List.of(Rules.rule("2-1", TWO, ONE, Rules.AES_SHA256_X25519)),
            List.of(
                Rules.tunnel("both", "10.2.0.0/16", "10.1.0.0/16", TWO, ONE, Rules.ESP_AES_SHA512)),
            "a shared secret"),
        EndpointSettings.DEFAULT);
  }

  @Test
  void ofDifferentTrafficAreAllSentOn() {
    Scenario s = Scenario.of(Order.INITIATOR_IS_A, hosts());
    s.a().wants("second");
    s.a().asks(CREATE_CHILD_SA).arrives();
    assertThat(s.b().children()).hasSize(2).extracting(ChildSa::reqid).containsOnly(reqid(s.b()));
    assertThat(s.b().children()).allMatch(c -> c.held().isEmpty());
    s.calm();
    assertThat(Agreement.differs(s.a().node().sas(), s.b().node().sas())).isEmpty();
    assertThat(s.b().node().sadb()).hasSize(4);
  }

  @Test
  @Tag("R7296-2.8-1")
  void ofTheSameTrafficAreKeptAndTheSecondIsSentOnWhenTheFirstGoes() {
    Scenario s = Scenario.of(Order.INITIATOR_IS_A);
    s.a().wants("nets");
    s.b().wants("nets");
    s.calm();
    s.bothAgree();
    List<ChildSa> nets =
        s.b().children().stream().filter(c -> c.policy().name().equals("nets")).toList();
    assertThat(nets).hasSize(2);
    ChildSa used = nets.stream().filter(s.b()::sendsOn).findFirst().orElseThrow();
    ChildSa other = nets.stream().filter(c -> c != used).findFirst().orElseThrow();

    s.b().deletes(used);
    s.calm();
    s.bothAgree();
    assertThat(s.b().sendsOn(other)).isTrue();
  }

  private static int reqid(Player player) {
    return player.children().getFirst().reqid();
  }
}
