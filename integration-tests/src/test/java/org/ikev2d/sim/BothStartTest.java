package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.port.SaStatus;
import org.ikev2d.sa.ChildSa;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two hosts that want each other at the same moment. */
class BothStartTest {
  @Test
  @Tag("RX-INIT-3")
  void bothGetWhatTheyWantAndAgreeOnAllThatIsLeft() {
    for (int seed = 0; seed < 8; seed++) {
      TwoHosts hosts = TwoHosts.usual(seed);
      CompletableFuture<CommandOutcome> a = hosts.a.initiate("a-b");
      CompletableFuture<CommandOutcome> b = hosts.b.initiate("b-a");
      hosts.network.advance(Duration.ofMinutes(2));

      String story = "seed " + seed + "\n" + String.join("\n", hosts.network.story());
      assertThat(a).as(story).isCompletedWithValue(new CommandOutcome.Done());
      assertThat(b).as(story).isCompletedWithValue(new CommandOutcome.Done());
      assertThat(hosts.a.ikeSas()).as(story).isNotEmpty().hasSameSizeAs(hosts.b.ikeSas());
      List<ChildSa> childrenOfA = children(hosts.a);
      assertThat(childrenOfA).as(story).isNotEmpty();
      assertThat(children(hosts.b))
          .as(story)
          .hasSameSizeAs(childrenOfA)
          .allSatisfy(c -> assertThat(childrenOfA).anyMatch(o -> o.inbound().equals(c.outbound())));
      for (SimNode node : List.of(hosts.a, hosts.b)) {
        assertThat(node.sadb()).allMatch(s -> s.state() == SaStatus.State.MATURE);
        assertThat(node.endpoint().halfOpen().total()).isZero();
        assertThat(node.events("ike.fault")).isEmpty();
      }
    }
  }

  private static List<ChildSa> children(SimNode node) {
    return node.ikeSas().stream().flatMap(s -> s.sa().children().all().stream()).toList();
  }
}
