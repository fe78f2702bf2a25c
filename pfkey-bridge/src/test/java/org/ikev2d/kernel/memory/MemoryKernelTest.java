package org.ikev2d.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.kernel.Samples.NO_LIMIT;
import static org.ikev2d.kernel.Samples.PEER;
import static org.ikev2d.kernel.Samples.US;
import static org.ikev2d.kernel.Samples.done;
import static org.ikev2d.kernel.Samples.errno;
import static org.ikev2d.kernel.Samples.id;
import static org.ikev2d.kernel.Samples.outbound;
import static org.ikev2d.kernel.Samples.reason;
import static org.ikev2d.kernel.Samples.sa;
import static org.ikev2d.kernel.Samples.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ikev2d.crypto.Secret;
import org.ikev2d.kernel.ManualTimers;
import org.ikev2d.kernel.Samples;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.Direction;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.SaStatus.State;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Test;

class MemoryKernelTest {
  private final ManualTimers timers = new ManualTimers();
  private final MemoryKernel kernel = new MemoryKernel(timers, new Random(1), Runnable::run);
  private final List<KernelEvent> events = new ArrayList<>();

  MemoryKernelTest() {
    kernel.listen(events::add);
  }

  private ChildSpi reserve() {
    return done(kernel.reserve(ProtocolId.ESP, PEER, US, IpsecMode.TRANSPORT, 7));
  }

  @Test
  void aReservationIsALarvalSa() {
    SaId id = new SaId(ProtocolId.ESP, reserve(), PEER, US);
    SaStatus status = done(kernel.get(id));
    assertThat(status.state()).isEqualTo(State.LARVAL);
    assertThat(status.reqid()).isEqualTo(7);
    assertThat(status.authKey()).isEqualTo(Bytes.EMPTY);
    assertThat(status.addTime()).isEqualTo(1_800_000_000L);
  }

  @Test
  void reservedSpisAreUniqueAndNotReservedByTheStandard() {
    Set<Integer> spis = new HashSet<>();
    for (int i = 0; i < 5000; i++) {
      int spi = reserve().value();
      assertThat(Integer.compareUnsigned(spi, 0x1000)).isGreaterThanOrEqualTo(0);
      assertThat(spis.add(spi)).isTrue();
    }
  }

  @Test
  void anUnusedReservationEnds() {
    SaId id = new SaId(ProtocolId.ESP, reserve(), PEER, US);
    timers.advance(MemoryKernel.LARVAL_LIFETIME);
    assertThat(errno(kernel.get(id))).isEqualTo(3);
    assertThat(events).isEmpty();
  }

  @Test
  void completingAReservationMakesItMature() {
    SaId id = new SaId(ProtocolId.ESP, reserve(), PEER, US);
    assertThat(done(kernel.install(sa(id, true, 7, NO_LIMIT)))).isEqualTo(id);
    SaStatus status = done(kernel.get(id));
    assertThat(status.state()).isEqualTo(State.MATURE);
    assertThat(status.encryptAlgorithm()).isEqualTo(12);
    assertThat(status.authAlgorithm()).isEqualTo(7);
    assertThat(status.encryptKey().length()).isEqualTo(32);
    timers.advance(MemoryKernel.LARVAL_LIFETIME);
    assertThat(done(kernel.get(id)).state()).isEqualTo(State.MATURE);
  }

  @Test
  void theCallersKeysMayBeDestroyedAfterwards() {
    KernelSa sa = outbound(0x2000, 7);
    done(kernel.install(sa));
    sa.encrKey().close();
    sa.integKey().close();
    assertThat(done(kernel.get(sa.id())).encryptKey()).isEqualTo(Bytes.wrap(Samples.pattern(32)));
  }

  @Test
  void anOutboundSaThatExistsIsRefused() {
    done(kernel.install(outbound(0x2000, 7)));
    assertThat(errno(kernel.install(outbound(0x2000, 8)))).isEqualTo(17);
  }

  @Test
  void anSpiMayServeTwoDestinations() {
    done(kernel.install(outbound(0x2000, 7)));
    done(kernel.install(sa(id(0x2000, PEER, US), true, 7, NO_LIMIT)));
    assertThat(done(kernel.dump(ProtocolId.NONE))).hasSize(2);
    assertThat(done(kernel.dump(ProtocolId.AH))).isEmpty();
  }

  @Test
  void updatingAMatureSaKeepsItsKeysAndRestartsItsTime() {
    SaId id = id(0x3000, PEER, US);
    var hour = new ChildLifetime(Duration.ZERO, Duration.ofHours(1), 0, 0, Duration.ZERO);
    done(kernel.install(sa(id, true, 7, hour)));
    timers.advance(Duration.ofMinutes(59));
    done(kernel.install(sa(id, true, 9, hour)));
    timers.advance(Duration.ofMinutes(59));
    assertThat(done(kernel.get(id)).reqid()).isEqualTo(7);
    timers.advance(Duration.ofMinutes(1));
    assertThat(errno(kernel.get(id))).isEqualTo(3);
  }

  @Test
  void deletingTakesTheSourceAsGiven() {
    done(kernel.install(outbound(0x2000, 7)));
    assertThat(done(kernel.delete(id(0x2000, Samples.address("0.0.0.0"), PEER))).source())
        .isEqualTo(US);
    assertThat(errno(kernel.delete(id(0x2000, US, PEER)))).isEqualTo(3);
    assertThat(timers.pending()).isZero();
  }

  @Test
  void timeEndsAnSaSoftlyThenHard() {
    var lifetime =
        new ChildLifetime(Duration.ofSeconds(3), Duration.ofSeconds(5), 0, 0, Duration.ZERO);
    KernelSa sa = sa(id(0x2000, US, PEER), false, 7, lifetime);
    done(kernel.install(sa));
    timers.advance(Duration.ofSeconds(3));
    assertThat(events).containsExactly(new KernelEvent.Expire(sa.id(), false));
    assertThat(done(kernel.get(sa.id())).state()).isEqualTo(State.DYING);
    timers.advance(Duration.ofSeconds(2));
    assertThat(events).endsWith(new KernelEvent.Expire(sa.id(), true));
    assertThat(errno(kernel.get(sa.id()))).isEqualTo(3);
  }

  @Test
  void volumeEndsAnSaSoftlyThenHard() {
    var lifetime = new ChildLifetime(Duration.ZERO, Duration.ZERO, 100, 200, Duration.ZERO);
    KernelSa sa = sa(id(0x2000, US, PEER), false, 7, lifetime);
    done(kernel.install(sa));
    assertThat(kernel.count(sa.id(), 1, 100)).isTrue();
    assertThat(kernel.count(sa.id(), 1, 50)).isTrue();
    assertThat(kernel.count(sa.id(), 1, 50)).isTrue();
    assertThat(kernel.count(sa.id(), 1, 50)).isFalse();
    assertThat(events)
        .containsExactly(
            new KernelEvent.Expire(sa.id(), false), new KernelEvent.Expire(sa.id(), true));
  }

  @Test
  void aDeletedSaExpiresNoMore() {
    var lifetime =
        new ChildLifetime(Duration.ofSeconds(3), Duration.ofSeconds(5), 0, 0, Duration.ZERO);
    KernelSa sa = sa(id(0x2000, US, PEER), false, 7, lifetime);
    done(kernel.install(sa));
    done(kernel.delete(sa.id()));
    timers.advance(Duration.ofSeconds(9));
    assertThat(events).isEmpty();
  }

  @Test
  void aKeyOfAnotherLengthIsRefusedInWords() {
    KernelSa good = outbound(0x2000, 7);
    var bad =
        new KernelSa(
            good.id(),
            good.mode(),
            7,
            good.encr(),
            Secret.wrap(new byte[16]),
            good.integ(),
            good.integKey(),
            false,
            32,
            NO_LIMIT,
            List.of(),
            List.of(),
            Optional.empty(),
            false);
    assertThat(reason(kernel.install(bad)))
        .isEqualTo("key of 16 octets does not fit cipher " + good.encr().orElseThrow());
  }

  @Test
  void combinedModeTakesNoIntegrity() {
    KernelSa good = outbound(0x2000, 7);
    var gcm = Optional.of(EncrChoice.of(EncrId.AES_GCM_16, 256));
    var alone =
        new KernelSa(
            good.id(),
            good.mode(),
            7,
            gcm,
            Secret.wrap(new byte[36]),
            IntegId.NONE,
            Secret.ofPublic(Bytes.EMPTY),
            true,
            64,
            NO_LIMIT,
            List.of(),
            List.of(),
            Optional.empty(),
            false);
    done(kernel.install(alone));
    assertThat(done(kernel.get(good.id())).encryptAlgorithm()).isEqualTo(20);
    var both =
        new KernelSa(
            id(0x2001, US, PEER),
            good.mode(),
            7,
            gcm,
            Secret.wrap(new byte[36]),
            good.integ(),
            good.integKey(),
            true,
            64,
            NO_LIMIT,
            List.of(),
            List.of(),
            Optional.empty(),
            false);
    assertThat(reason(kernel.install(both))).contains("takes no integrity transform");
  }

  @Test
  void policiesHaveIdsThatTellTheirDirection() {
    int out = done(kernel.add(transport(Direction.OUT, 7)));
    int in = done(kernel.add(transport(Direction.IN, 7)));
    assertThat(out & 7).isEqualTo(1);
    assertThat(in & 7).isEqualTo(0);
    assertThat(errno(kernel.add(transport(Direction.OUT, 8)))).isEqualTo(17);
    KernelPolicy removed = done(kernel.delete(transport(Direction.OUT, 99)));
    assertThat(removed.template().orElseThrow().reqid()).isEqualTo(7);
    assertThat(errno(kernel.delete(transport(Direction.OUT, 7)))).isEqualTo(2);
    assertThat(done(kernel.dump())).hasSize(1);
  }

  @Test
  void aPacketAsksOnceAndIsProtectedOnceAnSaExists() {
    int policy = done(kernel.add(transport(Direction.OUT, 7)));
    assertThat(kernel.send(US, 8, PEER, 0, 1, 84)).isEqualTo(Verdict.WAIT);
    assertThat(kernel.send(US, 8, PEER, 0, 1, 84)).isEqualTo(Verdict.WAIT);
    assertThat(events)
        .containsExactly(new KernelEvent.Acquire(1, ProtocolId.ESP, US, PEER, policy));
    done(kernel.install(outbound(0x2000, 7)));
    assertThat(kernel.send(US, 8, PEER, 0, 1, 84)).isEqualTo(Verdict.PROTECT);
    assertThat(done(kernel.get(id(0x2000, US, PEER))).bytes()).isEqualTo(84);
  }

  @Test
  void aPacketAsksAgainWhenTheQuestionWasNotAnswered() {
    done(kernel.add(transport(Direction.OUT, 7)));
    kernel.send(US, 8, PEER, 0, 1, 84);
    timers.advance(MemoryKernel.LARVAL_LIFETIME);
    kernel.send(US, 8, PEER, 0, 1, 84);
    assertThat(events).hasSize(2);
  }

  @Test
  void thePolicyOfTheLowestPriorityValueDecides() {
    done(kernel.add(transport(Direction.OUT, 7)));
    KernelPolicy protect = transport(Direction.OUT, 7);
    done(
        kernel.add(
            new KernelPolicy(
                Direction.OUT,
                Samples.service("10.9.0.1", 32, 17, 500),
                protect.destination(),
                1,
                false,
                Optional.empty())));
    done(
        kernel.add(
            new KernelPolicy(
                Direction.OUT,
                protect.source(),
                Samples.net("10.8.0.0", 16),
                1,
                true,
                Optional.empty())));
    assertThat(kernel.send(US, 500, PEER, 500, 17, 84)).isEqualTo(Verdict.PASS);
    assertThat(kernel.send(US, 501, PEER, 500, 17, 84)).isEqualTo(Verdict.WAIT);
    assertThat(kernel.send(US, 1, Samples.address("10.8.1.1"), 1, 17, 84))
        .isEqualTo(Verdict.DISCARD);
    assertThat(kernel.send(US, 1, Samples.address("10.7.1.1"), 1, 17, 84)).isEqualTo(Verdict.PASS);
  }

  @Test
  void anAcquireCanBeRaisedByHand() {
    int policy = done(kernel.add(transport(Direction.OUT, 7)));
    int label = done(kernel.acquire(policy, US, PEER));
    assertThat(events)
        .containsExactly(new KernelEvent.Acquire(label, ProtocolId.ESP, US, PEER, policy));
    assertThat(errno(kernel.acquire(4711, US, PEER))).isEqualTo(2);
  }

  @Test
  void aListenerThatThrowsDoesNotEndTheEvents() {
    kernel.listen(event -> {
      events.add(event);
      throw new IllegalStateException("listener of the test");
    });
    kernel.mapping(id(1, PEER, US), PEER, 4501);
    kernel.mapping(id(1, PEER, US), PEER, 4502);
    assertThat(events).hasSize(2);
  }

  @Test
  void manyThreadsGetDifferentSpis() throws Exception {
    var shared = new MemoryKernel(timers);
    try (shared;
        var threads = Executors.newFixedThreadPool(4)) {
      Callable<List<ChildSpi>> work =
          () -> {
            List<ChildSpi> spis = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
              ChildSpi spi = done(shared.reserve(ProtocolId.ESP, PEER, US, IpsecMode.TUNNEL, 1));
              done(shared.install(sa(id(spi.value(), PEER, US), true, 1, NO_LIMIT)));
              spis.add(spi);
            }
            return spis;
          };
      Set<ChildSpi> all = new HashSet<>();
      List<Future<List<ChildSpi>>> results = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        results.add(threads.submit(work));
      }
      for (Future<List<ChildSpi>> result : results) {
        all.addAll(result.get());
      }
      assertThat(all).hasSize(800);
      assertThat(done(shared.dump(ProtocolId.ESP))).hasSize(800);
    }
  }
}
