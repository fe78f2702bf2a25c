package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RetransmissionTest {
  private final List<Bytes> requests = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();

  /** From now on nothing of B arrives, and what A asks is written down. */
  private void silence(TwoHosts hosts) {
    hosts.network.fault(p -> {
      boolean fromB = p.from().getAddress().equals(Rules.address(TwoHosts.B));
      if (!fromB && !MessageCodec.peekHeader(p.datagram()).orElseThrow().response()) {
        requests.add(p.datagram());
        times.add(hosts.network.clock().nanoTime());
      }
      return fromB ? List.of() : SimNetwork.pass(p);
    });
  }

  private void assertSameWithGrowingPauses() {
    assertThat(new HashSet<>(requests)).as("bit for bit the same").hasSize(1);
    assertThat(times).hasSizeGreaterThan(5);
    List<Long> pauses = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      pauses.add(times.get(i) - times.get(i - 1));
    }
    assertThat(pauses.getFirst()).isEqualTo(Duration.ofMillis(500).toNanos());
    for (int i = 1; i < 5; i++) {
      assertThat(pauses.get(i)).isEqualTo(2 * pauses.get(i - 1));
    }
  }

  @Test
  @Tag("R7296-2.1-1")
  @Tag("R7296-2.4-1")
  @Tag("R7296-2.4-2")
  void aFirstRequestIsRepeatedAsItWasUntilItIsGivenUp() {
    TwoHosts hosts = TwoHosts.usual();
    silence(hosts);
    hosts.a.initiate("a-b");
    hosts.network.advance(EndpointSettings.DEFAULT.responseWait().minusSeconds(1));
    assertThat(hosts.a.ikeSas()).hasSize(1);
    hosts.network.advance(Duration.ofSeconds(2));
    assertSameWithGrowingPauses();
    assertThat(hosts.a.ikeSas()).isEmpty();
    assertThat(hosts.a.sadb()).isEmpty();
  }

  @Test
  @Tag("R7296-2.1-1")
  @Tag("R7296-2.4-1")
  @Tag("R7296-2.4-2")
  void aProtectedRequestIsToo() {
    TwoHosts hosts = RekeyTest.established();
    silence(hosts);
    hosts.a.endpoint().rekeyChild(RekeyTest.child(hosts.a).inbound());
    hosts.network.advance(EndpointSettings.DEFAULT.responseWait().minusSeconds(1));
    assertThat(hosts.a.ikeSas()).hasSize(1);
    hosts.network.advance(Duration.ofSeconds(2));
    assertSameWithGrowingPauses();
    assertThat(hosts.a.ikeSas()).isEmpty();
    assertThat(hosts.a.sadb()).as("its CHILD SAs go with it").isEmpty();
  }

  @Test
  @Tag("R7296-2.4-5")
  void aSilentPeerIsAskedWhetherItLivesAndOneThatWasHeardIsNot() {
    EndpointSettings guarded = EndpointSettings.DEFAULT.withLiveness(Duration.ofSeconds(20));
    TwoHosts hosts = TwoHosts.with(guarded, EndpointSettings.DEFAULT);
    hosts.initiate();
    List<String> asked = new ArrayList<>();
    hosts.network.tap(p -> {
      if (p.from().getAddress().equals(Rules.address(TwoHosts.A))) {
        asked.add(MessageCodec.peekHeader(p.datagram()).orElseThrow().exchange().toString());
      }
    });
    for (int i = 0; i < 10; i++) {
      hosts.network.advance(Duration.ofSeconds(15));
      hosts.b.endpoint().rekeyChild(RekeyTest.child(hosts.b).inbound());
      hosts.network.advance(Duration.ofSeconds(1));
    }
    assertThat(asked).as("answers only").hasSize(20);
    asked.clear();
    hosts.network.advance(Duration.ofSeconds(61));
    assertThat(asked)
        .isNotEmpty()
        .containsOnly(ExchangeType.INFORMATIONAL.toString())
        .hasSizeLessThanOrEqualTo(3);
    assertThat(hosts.a.ikeSas()).hasSize(1);
  }
}
