package org.ikev2d.load;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ikev2d.actor.EndpointCounters;
import org.ikev2d.actor.IkeEndpoint;
import org.ikev2d.actor.KeyExposure;
import org.ikev2d.actor.Surroundings;
import org.ikev2d.codec.Limits;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.kernel.memory.MemoryKernel;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.Path;
import org.ikev2d.port.PolicyBase;
import org.ikev2d.port.PolicyBindings;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.transport.TransportSettings;
import org.ikev2d.transport.UdpTransport;
import org.ikev2d.transport.WheelTimers;
import org.ikev2d.transport.gate.Admission;
import org.ikev2d.wire.Bytes;

/** A responder of core, transport and SADB in memory alone: what a daemon adds is left out. */
public final class BareResponder implements AutoCloseable {
  private final WheelTimers timers = new WheelTimers();
  private final MemoryKernel kernel = new MemoryKernel(timers);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final IkeEndpoint endpoint;
  private final UdpTransport transport;

  /**
   * @throws IllegalStateException if the sockets cannot be bound
   */
  public BareResponder(
      InetAddress local,
      InetAddress remote,
      String key,
      EndpointSettings settings,
      Crypto crypto,
      EventSink sink) {
    PolicyBase policy = LoadPolicy.responder(local, remote, key);
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
                new SecureRandom(),
                new MessageCodec(Limits.DEFAULT),
                this::send,
                sink,
                KeyExposure.NONE,
                threads,
                threads,
                threads,
                threads));
    transport =
        UdpTransport.open(
            TransportSettings.defaults()
                .withListen(java.util.List.of(local))
                .withPorts(settings.ikePort(), settings.nattPort()),
            Admission.ALL,
            endpoint::receive,
            Optional.empty());
    if (!transport.failures().isEmpty()) {
      close();
      throw new IllegalStateException("cannot bind: " + transport.failures());
    }
  }

  private void send(Path path, Bytes datagram) {
    transport.send(path, datagram);
  }

  public EndpointCounters counters() {
    return endpoint.counters();
  }

  @Override
  public void close() {
    endpoint.close();
    transport.close();
    threads.shutdown();
    timers.close();
    kernel.close();
  }
}
