package org.ikev2d.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.ikev2d.actor.IkeEndpoint;
import org.ikev2d.actor.KeyExposure;
import org.ikev2d.actor.PolicyInstaller;
import org.ikev2d.actor.Surroundings;
import org.ikev2d.codec.Limits;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.kernel.memory.MemoryKernel;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.DatagramOut;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sim.Rules;
import org.ikev2d.sim.SimPolicy;
import org.ikev2d.transport.TransportSettings;
import org.ikev2d.transport.UdpTransport;
import org.ikev2d.transport.WheelTimers;
import org.ikev2d.transport.gate.Gate;
import org.ikev2d.transport.gate.GateSettings;
import org.ikev2d.transport.gate.Load;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.ProtocolId;

/** All of a daemon but its files and its control socket, on sockets of the loopback interface. */
final class RealHost implements AutoCloseable {
  static final String HOST = "127.0.0.1";
  static final String PEER = "127.0.0.2";
  static final String OTHER_PEER = "127.0.0.3";
  static final String KEY = "a shared secret";
  private static final Duration HALF_OPEN = Duration.ofSeconds(2);

  final Queue<IkeEvent> faults = new ConcurrentLinkedQueue<>();
  final WheelTimers timers = new WheelTimers();
  final MemoryKernel kernel = new MemoryKernel(timers);
  final IkeEndpoint endpoint;
  final UdpTransport transport;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicReference<DatagramOut> out = new AtomicReference<>((path, message) -> {});

  RealHost(GateSettings gateSettings) {
    SecureRandom random = new SecureRandom();
    PolicyInstaller installer = new PolicyInstaller(kernel, this::emit, 12_288, 16_383);
    SimPolicy policy = policy();
    endpoint =
        new IkeEndpoint(
            settings(),
            new Surroundings(
                new JdkCrypto(),
                () -> policy,
                Credentials.NONE,
                installer,
                kernel,
                timers,
                random,
                new MessageCodec(Limits.DEFAULT),
                (path, message) -> out.get().send(path, message),
                this::emit,
                KeyExposure.NONE,
                executor,
                executor,
                executor,
                executor));
    kernel.listen(endpoint::kernel);
    installer.apply(policy.policies());
    Gate gate = new Gate(gateSettings, random);
    transport =
        UdpTransport.open(
            TransportSettings.defaults().withListen(List.of(Rules.address(HOST))).withPorts(0, 0),
            gate.admission(load(), timers::nanoTime),
            endpoint::receive,
            Optional.empty());
    assertThat(transport.failures()).isEmpty();
    out.set(transport);
  }

  private static EndpointSettings settings() {
    EndpointSettings defaults = EndpointSettings.DEFAULT;
    return defaults
        .withResponseWait(Duration.ofSeconds(3))
        .withHalfOpen(HALF_OPEN)
        .withFragmentation(true, defaults.fragmentationMtu());
  }

  /** Whoever has an address of the loopback network may come. */
  private static SimPolicy policy() {
    PeerRule hosts = Rules.rule("loopback", HOST, PEER, Rules.AES_SHA256_X25519);
    PeerRule all =
        new PeerRule(
            hosts.label(),
            hosts.local(),
            List.of(AddressRange.ofPrefix(Rules.address("127.0.0.0"), 8)),
            hosts.localId(),
            List.of(new IdPattern.Any()),
            hosts.localAuth(),
            hosts.remoteAuth(),
            hosts.xforms(),
            hosts.childPfs(),
            hosts.childLifetime());
    SecurityPolicy one = Rules.transport("peer", HOST, PEER, Rules.ESP_AES_SHA512);
    SecurityPolicy other = Rules.transport("other", HOST, OTHER_PEER, Rules.ESP_AES_SHA512);
    return new SimPolicy(List.of(all), List.of(one, other), KEY);
  }

  private Load load() {
    return new Load() {
      @Override
      public int halfOpenTotal() {
        return endpoint.halfOpen().total();
      }

      @Override
      public int halfOpenFrom(InetAddress source) {
        return endpoint.halfOpen().from(source);
      }

      @Override
      public boolean isKnown(IkeSpi initiatorSpi, InetAddress source) {
        return endpoint.isKnown(initiatorSpi, source);
      }
    };
  }

  private void emit(IkeEvent event) {
    if (event.severity() == IkeEvent.Severity.ERROR) {
      faults.add(event);
    }
  }

  InetSocketAddress address() {
    return transport.endpoints().stream().filter(e -> !e.natt()).findFirst().orElseThrow().local();
  }

  InetSocketAddress nattAddress() {
    return transport.endpoints().stream().filter(e -> e.natt()).findFirst().orElseThrow().local();
  }

  List<SaStatus> sadb() {
    return switch (kernel.dump(ProtocolId.NONE)) {
      case KernelAnswer.Done<List<SaStatus>> done -> done.value();
      case KernelAnswer.Refused<List<SaStatus>> refused ->
          throw new IllegalStateException(refused.reason());
    };
  }

  /** Waits until something is so, and fails if that takes longer than half a minute. */
  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("%s, within 30 s", what).isNegative();
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    transport.close();
    endpoint.close();
    timers.close();
    kernel.close();
    executor.shutdownNow();
  }
}
