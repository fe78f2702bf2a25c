package org.ikev2d.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.ikev2d.actor.EndpointCounters;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sim.Rules;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  private static final InetAddress INITIATOR = Rules.address("127.0.7.1");
  private static final InetAddress RESPONDER = Rules.address("127.0.7.2");
  private static final String KEY = "only for the load test";

  private final EndpointSettings settings = freePorts();

  @Test
  void everyHandshakeOfAPlanIsEstablishedAndDeletedAgain() throws InterruptedException {
    try (BareResponder responder = responder(KEY);
        LoadGenerator generator = generator()) {
      LoadResult result = generator.run(plan(Suite.X25519, 24, true));

      assertThat(result.failures()).isEmpty();
      assertThat(result.established()).isEqualTo(24);
      assertThat(result.latencies()).hasSize(24).isSorted();
      // The answer to a Delete leaves before the responder has counted it.
      await()
          .untilAsserted(() -> {
            EndpointCounters.Side side = responder.counters().responder();
            assertThat(side.total()).isEqualTo(24);
            assertThat(side.current()).isZero();
            assertThat(responder.counters().children()).isZero();
          });
    }
  }

  @Test
  void keptIkeSasStayWithTheResponder() throws InterruptedException {
    try (BareResponder responder = responder(KEY);
        LoadGenerator generator = generator()) {
      LoadResult result = generator.run(plan(Suite.ECP256, 12, false));

      assertThat(result.failures()).isEmpty();
      await()
          .untilAsserted(() -> {
            assertThat(responder.counters().responder().current()).isEqualTo(12);
            assertThat(responder.counters().children()).isEqualTo(12);
          });
    }
  }

  @Test
  void failuresAreCountedByReason() throws InterruptedException {
    try (BareResponder responder = responder("another key");
        LoadGenerator generator = generator()) {
      LoadResult result = generator.run(plan(Suite.X25519, 3, true));

      assertThat(result.established()).isZero();
      assertThat(result.failed()).isEqualTo(3);
      assertThat(responder.counters().responder().total()).isZero();
    }
  }

  @Test
  void noHandshakeBeginsAfterTheTimeLimit() throws InterruptedException {
    try (BareResponder responder = responder(KEY);
        LoadGenerator generator = generator()) {
      LoadPlan plan =
          new LoadPlan(RESPONDER, Suite.X25519, 100_000, 2, 50, Duration.ofMillis(300), true);
      LoadResult result = generator.run(plan);

      // 50 a second for 0.3 seconds: the sixteenth is due at the limit.
      assertThat(result.established() + result.failed()).isLessThanOrEqualTo(16);
      assertThat(responder.counters().responder().attempted())
          .isEqualTo(result.established() + result.failed());
    }
  }

  private LoadPlan plan(Suite suite, int count, boolean delete) {
    return new LoadPlan(RESPONDER, suite, count, 4, 0, Duration.ofSeconds(30), delete);
  }

  private BareResponder responder(String key) {
    return new BareResponder(RESPONDER, INITIATOR, key, settings, new JdkCrypto(), event -> {});
  }

  private LoadGenerator generator() {
    return new LoadGenerator(List.of(INITIATOR), KEY, settings, new JdkCrypto());
  }

  /** Both sides use the same two ports, on different addresses. */
  private static EndpointSettings freePorts() {
    try (DatagramSocket ike = new DatagramSocket(new InetSocketAddress(INITIATOR, 0));
        DatagramSocket natt = new DatagramSocket(new InetSocketAddress(INITIATOR, 0))) {
      return EndpointSettings.DEFAULT.withPorts(ike.getLocalPort(), natt.getLocalPort());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
