package org.ikev2d.transport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ikev2d.transport.gate.Datagrams.ip;

import java.net.InetAddress;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Rate PLENTY = new Rate(1_000_000, 1_000_000);

  private static int taken(RateLimiter limiter, InetAddress source, int tries, long now) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += limiter.tryAcquire(source, now) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void letsABurstThroughAndThenTheRate() {
    RateLimiter limiter = new RateLimiter(new Rate(10, 5), PLENTY, 100);
    InetAddress source = ip("192.0.2.1");
    assertThat(taken(limiter, source, 50, 0)).isEqualTo(5);
    assertThat(taken(limiter, source, 50, SECOND / 10)).isEqualTo(1);
    assertThat(taken(limiter, source, 50, SECOND / 10 + 2 * SECOND / 10)).isEqualTo(2);
    assertThat(taken(limiter, source, 50, 100 * SECOND)).isEqualTo(5);
  }

  @Test
  void keepsCountWhenTheClockPassesItsLargestValue() {
    RateLimiter limiter = new RateLimiter(new Rate(10, 5), PLENTY, 100);
    InetAddress source = ip("192.0.2.1");
    long start = Long.MAX_VALUE - SECOND / 20;
    assertThat(taken(limiter, source, 50, start)).isEqualTo(5);
    assertThat(taken(limiter, source, 50, start + SECOND / 10)).isEqualTo(1);
  }

  @Tag("R8019-4-2")
  @Test
  void countsEachIpv4AddressAndEachIpv6NetworkApart() {
    RateLimiter limiter = new RateLimiter(new Rate(1, 1), PLENTY, 100);
    assertThat(limiter.tryAcquire(ip("192.0.2.1"), 0)).isTrue();
    assertThat(limiter.tryAcquire(ip("192.0.2.2"), 0)).isTrue();
    assertThat(limiter.tryAcquire(ip("2001:db8:0:1::1"), 0)).isTrue();
    assertThat(limiter.tryAcquire(ip("2001:db8:0:1:ffff::2"), 0)).isFalse();
    assertThat(limiter.tryAcquire(ip("2001:db8:0:2::1"), 0)).isTrue();
  }

  @Test
  void limitsAllSourcesTogetherWithoutChargingThemForIt() {
    RateLimiter limiter = new RateLimiter(new Rate(1, 1), new Rate(1, 2), 100);
    assertThat(limiter.tryAcquire(ip("192.0.2.1"), 0)).isTrue();
    assertThat(limiter.tryAcquire(ip("192.0.2.2"), 0)).isTrue();
    assertThat(limiter.tryAcquire(ip("192.0.2.3"), 0)).isFalse();
    assertThat(limiter.tryAcquire(ip("192.0.2.3"), SECOND)).isTrue();
  }

  @Test
  void remembersNoMoreSourcesThanItsCapacity() throws Exception {
    RateLimiter limiter = new RateLimiter(new Rate(1, 1), PLENTY, 100);
    for (int i = 0; i < 10_000; i++) {
      limiter.tryAcquire(InetAddress.getByAddress(Bytes.ofInt(i).toArray()), 0);
      assertThat(limiter.size()).isLessThanOrEqualTo(100);
    }
    assertThat(limiter.tryAcquire(ip("0.0.39.15"), 0)).isFalse();
    assertThat(limiter.tryAcquire(ip("0.0.0.1"), 0)).isTrue();
  }

  @Test
  void refusesRatesThatMakeNoSense() {
    assertThatThrownBy(() -> new Rate(0, 1)).hasMessageContaining("rate 0/s");
    assertThatThrownBy(() -> new Rate(1, 0)).hasMessageContaining("burst 0");
    assertThatThrownBy(() -> new RateLimiter(PLENTY, PLENTY, 0)).hasMessageContaining("capacity");
  }
}
