package org.ikev2d.load;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.ikev2d.actor.IkeEndpoint;
import org.ikev2d.actor.KeyExposure;
import org.ikev2d.actor.Surroundings;
import org.ikev2d.codec.Limits;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.kernel.memory.MemoryKernel;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.Path;
import org.ikev2d.port.PolicyBase;
import org.ikev2d.port.PolicyBindings;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.transport.TransportSettings;
import org.ikev2d.transport.UdpTransport;
import org.ikev2d.transport.WheelTimers;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IkeSpi;

/**
 * Many initiators behind one pair of sockets. Each handshake has an endpoint of its own, and with
 * it an identity of its own, so that a responder takes none for the return of another.
 */
public final class LoadGenerator implements AutoCloseable {
  private final List<InetAddress> locals;
  private final String key;
  private final EndpointSettings settings;
  private final Crypto crypto;
  private final SecureRandom random = new SecureRandom();
  private final WheelTimers timers = new WheelTimers();
  private final MemoryKernel kernel = new MemoryKernel(timers);
  private final MessageCodec codec = new MessageCodec(Limits.DEFAULT);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<IkeSpi, IkeEndpoint> bySpi = new ConcurrentHashMap<>();
  private final AtomicLong serial = new AtomicLong();
  private final UdpTransport transport;

  /**
   * @param locals addresses of ours, used in turn: responders limit what one address may begin
   * @param key pre-shared
   * @param settings whose ports are those of both sides
   * @throws IllegalStateException if the sockets cannot be bound
   */
  public LoadGenerator(
      List<InetAddress> locals, String key, EndpointSettings settings, Crypto crypto) {
    this.locals = List.copyOf(locals);
    this.key = key;
    this.settings = settings;
    this.crypto = crypto;
    this.transport =
        UdpTransport.open(
            TransportSettings.defaults()
                .withListen(locals)
                .withPorts(settings.ikePort(), settings.nattPort()),
            this::received);
    if (!transport.failures().isEmpty()) {
      transport.close();
      timers.close();
      throw new IllegalStateException("cannot bind: " + transport.failures());
    }
  }

  private void received(Path path, Bytes datagram) {
    IkeEndpoint endpoint = bySpi.get(initiatorSpi(datagram));
    if (endpoint != null) {
      endpoint.receive(path, datagram);
    }
  }

  private static IkeSpi initiatorSpi(Bytes datagram) {
    return datagram.length() < 8 ? IkeSpi.NONE : new IkeSpi(datagram.longAt(0));
  }

  /** Carries out a plan and returns when its last handshake has ended. */
  public LoadResult run(LoadPlan plan) throws InterruptedException {
    Run run = new Run(plan);
    long begin = System.nanoTime();
    List<Future<?>> workers =
        java.util.stream.IntStream.range(0, plan.concurrency())
            .<Future<?>>mapToObj(i -> threads.submit(run))
            .toList();
    for (Future<?> worker : workers) {
      try {
        worker.get();
      } catch (java.util.concurrent.ExecutionException e) {
        throw new IllegalStateException("the generator failed", e.getCause());
      }
    }
    return run.result(Duration.ofNanos(System.nanoTime() - begin));
  }

  /** One plan under way; each worker takes handshakes until there are none left. */
  private final class Run implements Runnable {
    private final LoadPlan plan;
    private final long begin = System.nanoTime();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger established = new AtomicInteger();
    private final long[] latencies;
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    Run(LoadPlan plan) {
      this.plan = plan;
      this.latencies = new long[plan.count()];
    }

    @Override
    public void run() {
      for (int n = next.getAndIncrement(); n < plan.count(); n = next.getAndIncrement()) {
        long due = plan.perSecond() == 0 ? begin : begin + n * (1_000_000_000L / plan.perSecond());
        if (due - begin > plan.limit().toNanos()
            || System.nanoTime() - begin > plan.limit().toNanos()) {
          return;
        }
        pause(due - System.nanoTime());
        one();
      }
    }

    private void one() {
      long number = serial.incrementAndGet();
      InetAddress local = locals.get((int) (number % locals.size()));
      Handshake handshake =
          new Handshake(LoadPolicy.initiator(local, plan.remote(), plan.suite(), number, key));
      Optional<String> failure = handshake.establish();
      if (failure.isPresent()) {
        failures.merge(failure.get(), 1, Integer::sum);
      } else {
        latencies[established.getAndIncrement()] = handshake.nanos;
        if (plan.delete() && !handshake.delete()) {
          failures.merge("delete-unanswered", 1, Integer::sum);
        }
      }
      handshake.forget();
    }

    LoadResult result(Duration elapsed) {
      long[] sorted = Arrays.copyOf(latencies, established.get());
      Arrays.sort(sorted);
      return new LoadResult(established.get(), new TreeMap<>(failures), elapsed, sorted);
    }
  }

  private static void pause(long nanos) {
    if (nanos > 0) {
      java.util.concurrent.locks.LockSupport.parkNanos(nanos);
    }
  }

  /** One initiator with one IKE SA. */
  private final class Handshake {
    private final IkeEndpoint endpoint;
    private IkeSpi spi = IkeSpi.NONE;
    private long nanos;

    Handshake(PolicyBase policy) {
      endpoint =
          new IkeEndpoint(
              settings,
              new Surroundings(
                  crypto,
                  () -> policy,
                  Credentials.NONE,
                  PolicyBindings.NONE,
                  kernel,
                  timers,
                  random,
                  codec,
                  this::send,
                  event -> {},
                  KeyExposure.NONE,
                  threads,
                  threads,
                  threads,
                  threads));
    }

    /** The first message tells the SPI under which answers come. */
    private void send(Path path, Bytes datagram) {
      if (spi.isNone()) {
        spi = initiatorSpi(datagram);
        bySpi.put(spi, endpoint);
      }
      transport.send(path, datagram);
    }

    /** The reason if it failed. */
    Optional<String> establish() {
      long begin = System.nanoTime();
      var outcome = endpoint.initiate(LoadPolicy.LABEL, Optional.empty()).join();
      nanos = System.nanoTime() - begin;
      return switch (outcome) {
        case org.ikev2d.actor.CommandOutcome.Done done -> Optional.empty();
        case org.ikev2d.actor.CommandOutcome.Failed failed ->
            Optional.of(failed.refusal().reason());
      };
    }

    /** Whether the responder answered before the retransmissions ended. */
    boolean delete() {
      endpoint.deleteAll("load").join();
      return endpoint.counters().initiatorTimeouts() == 0;
    }

    void forget() {
      endpoint.close();
      bySpi.remove(spi);
    }
  }

  @Override
  public void close() {
    transport.close();
    threads.shutdownNow();
    timers.close();
    kernel.close();
  }
}
