package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.IkeSa;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final int CHILDREN = 6;

  @Tag("R7296-2.3-1")
  @Tag("R7296-2.3-5")
  @Test
  void severalRequestsAreUnderWayAtOnceAndMayArriveInAnyOrder() {
    TwoHosts hosts = hosts(4);
    int[] count = {0};
    // The first of the requests is the slowest.
    hosts.network.fault(
        p -> List.of(new SimNetwork.Delivery(p, Duration.ofMillis(100 - 10L * (count[0]++ % 8)))));

    List<CompletableFuture<CommandOutcome>> outcomes = wantAll(hosts);
    assertThat(sa(hosts.a).outbound().pending()).hasSize(4);
    hosts.network.advance(Duration.ofSeconds(5));

    assertThat(outcomes)
        .allSatisfy(o -> assertThat(o).isCompletedWithValue(new CommandOutcome.Done()));
    assertThat(sa(hosts.a).children().size()).isEqualTo(CHILDREN);
    assertThat(sa(hosts.b).children().size()).isEqualTo(CHILDREN);
  }

  @Tag("R7296-2.3-1")
  @Test
  void aPeerWithAWindowOfOneIsAskedOneThingAtATime() {
    TwoHosts hosts = hosts(1);
    wantAll(hosts);
    assertThat(sa(hosts.a).outbound().pending()).hasSize(1);
    hosts.network.advance(Duration.ofSeconds(5));
    assertThat(sa(hosts.b).children().size()).isEqualTo(CHILDREN);
  }

  @Test
  @Tag("R7296-2.3-2")
  void aRekeyedIkeSaBeginsWithOneAgain() {
    TwoHosts hosts = hosts(4);
    hosts.a.endpoint().rekeyIke(sa(hosts.a).localSpi());
    hosts.network.advance(Duration.ofSeconds(10));
    wantAll(hosts);
    assertThat(sa(hosts.a).outbound().pending()).hasSize(1);
    hosts.network.advance(Duration.ofSeconds(10));
    assertThat(sa(hosts.b).children().size()).isEqualTo(CHILDREN);
  }

  private static List<CompletableFuture<CommandOutcome>> wantAll(TwoHosts hosts) {
    List<CompletableFuture<CommandOutcome>> outcomes = new ArrayList<>();
    for (int i = 1; i < CHILDREN; i++) {
      outcomes.add(hosts.a.endpoint().initiate("a-b", java.util.Optional.of("pol-" + i)));
    }
    return outcomes;
  }

  private static TwoHosts hosts(int window) {
    TwoHosts hosts =
        new TwoHosts(
            new SimPolicy(
                List.of(TwoHosts.ruleA(Rules.AES_SHA256_X25519)), policies(true), "secret"),
            new SimPolicy(
                List.of(TwoHosts.ruleB(Rules.AES_SHA256_X25519)), policies(false), "secret"),
            EndpointSettings.DEFAULT.withWindow(window));
    hosts.initiate();
    assertThat(sa(hosts.a).children().size()).isEqualTo(1);
    return hosts;
  }

  private static List<SecurityPolicy> policies(boolean a) {
    List<SecurityPolicy> policies = new ArrayList<>();
    for (int i = 0; i < CHILDREN; i++) {
      String ours = "10." + (a ? 1 : 2) + "." + i + ".0/24";
      String theirs = "10." + (a ? 2 : 1) + "." + i + ".0/24";
      policies.add(
          a
              ? Rules.tunnel("pol-" + i, ours, theirs, TwoHosts.A, TwoHosts.B, Rules.ESP_AES_SHA512)
              : Rules.tunnel(
                  "pol-" + i, ours, theirs, TwoHosts.B, TwoHosts.A, Rules.ESP_AES_SHA512));
    }
    return policies;
  }

  private static IkeSa sa(SimNode node) {
    return node.ikeSas().getFirst().sa();
  }
}
