package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.port.Childless;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.wire.GroupId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** IKE SAs without a CHILD SA (RFC 6023) between two of ours. */
class ChildlessStartTest {
  private static EndpointSettings settings(Childless mode) {
    return EndpointSettings.DEFAULT.withExtensions(Extensions.DEFAULT.withChildless(mode));
  }

  private static TwoHosts hosts(Childless ofA, Childless ofB) {
    return TwoHosts.with(settings(ofA), settings(ofB));
  }

  private static void assertSettled(TwoHosts hosts) {
    for (SimNode node : List.of(hosts.a, hosts.b)) {
      assertThat(node.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
      assertThat(node.ikeSas().getFirst().sa().children().size()).isEqualTo(1);
      assertThat(node.sadb()).hasSize(2);
      assertThat(node.events("ike.fault")).isEmpty();
    }
  }

  private static long createChildMessages(TwoHosts hosts) {
    return hosts.network.ladder().stream().filter(l -> l.contains("CREATE_CHILD_SA")).count();
  }

  @Tag("R6023-3-1")
  @ParameterizedTest
  @CsvSource({"PREFER,ALLOW", "PREFER,PREFER", "PREFER,FORCE", "FORCE,ALLOW", "FORCE,FORCE"})
  void theChildSaFollowsByItself(Childless ofA, Childless ofB) {
    TwoHosts hosts = hosts(ofA, ofB);

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertThat(createChildMessages(hosts)).isEqualTo(2);
    assertSettled(hosts);
  }

  @ParameterizedTest
  @CsvSource({"NEVER,ALLOW", "ALLOW,PREFER", "PREFER,NEVER", "ALLOW,NEVER"})
  @Tag("R6023-3-1")
  void theChildSaComesWithTheIkeSa(Childless ofA, Childless ofB) {
    TwoHosts hosts = hosts(ofA, ofB);

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertThat(createChildMessages(hosts)).isZero();
    assertSettled(hosts);
  }

  @Tag("R6023-3-1")
  @Tag("R7296-1.3-1")
  @Test
  void theFirstChildSaHasAKeyExchangeOfItsOwn() {
    PeerRule a = Rules.withPfs(TwoHosts.ruleA(Rules.AES_SHA256_X25519), GroupId.CURVE25519);
    PeerRule b = Rules.withPfs(TwoHosts.ruleB(Rules.AES_SHA256_X25519), GroupId.CURVE25519);
    TwoHosts hosts =
        new TwoHosts(
            TwoHosts.policy(a, TwoHosts.transportA()),
            TwoHosts.policy(b, TwoHosts.transportB()),
            settings(Childless.PREFER));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertThat(hosts.a.ikeSas().getFirst().sa().children().all().getFirst().algorithms().group())
        .isEqualTo(GroupId.CURVE25519);
    assertSettled(hosts);
  }

  @Tag("R6023-3-1")
  @Test
  void whoInsistsStopsAfterTheFirstExchangeWithAPeerThatCannot() {
    TwoHosts hosts = hosts(Childless.FORCE, Childless.NEVER);

    CommandOutcome outcome = hosts.initiate();

    assertThat(outcome).isInstanceOf(CommandOutcome.Failed.class);
    assertThat(hosts.network.ladder()).as("IKE_SA_INIT and its answer").hasSize(2);
    assertThat(hosts.a.ikeSas()).isEmpty();
    assertThat(hosts.a.sadb()).isEmpty();
    assertThat(hosts.a.events("ike.failed").getFirst().fields())
        .containsEntry("what", "childless IKE SA");
  }

  @Tag("R6023-3-1")
  @Test
  void aResponderThatInsistsRefusesAChildSaInTheFirstExchange() {
    TwoHosts hosts = hosts(Childless.ALLOW, Childless.FORCE);

    CommandOutcome outcome = hosts.initiate();

    assertThat(outcome).isInstanceOf(CommandOutcome.Failed.class);
    assertThat(hosts.a.events("ike.failed").getFirst().fields())
        .containsEntry("theirs", "INVALID_SYNTAX");
    assertThat(hosts.b.events("ike.refused").getFirst().fields())
        .containsEntry("detail", "are there, and childless = force here");
    for (SimNode node : List.of(hosts.a, hosts.b)) {
      assertThat(node.ikeSas()).isEmpty();
      assertThat(node.sadb()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Childless.class,
      names = {"PREFER", "FORCE"})
  void aWrongKeyLeavesNobodyWaiting(Childless mode) {
    TwoHosts hosts = hosts(mode, Childless.ALLOW);
    hosts.b.replace(
        new SimPolicy(
            List.of(TwoHosts.ruleB(Rules.AES_SHA256_X25519)),
            List.of(TwoHosts.transportB()),
            "another secret"));

    assertThat(hosts.initiate()).isInstanceOf(CommandOutcome.Failed.class);
    assertThat(hosts.a.ikeSas()).isEmpty();
    assertThat(hosts.a.sadb()).isEmpty();
  }

  @Test
  void packetsWhileTheIkeSaComesUpMakeOneChildSa() {
    TwoHosts hosts = hosts(Childless.PREFER, Childless.ALLOW);
    hosts.a.acquire(TwoHosts.A, TwoHosts.B);
    hosts.network.advance(java.time.Duration.ofMillis(12));
    hosts.a.acquire(TwoHosts.A, TwoHosts.B);
    hosts.settle();

    assertSettled(hosts);
    assertThat(hosts.a.endpoint().initiate("a-b", Optional.empty())).isNotNull();
    hosts.settle();
    assertSettled(hosts);
  }
}
