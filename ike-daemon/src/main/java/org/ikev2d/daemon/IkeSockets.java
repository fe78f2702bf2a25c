package org.ikev2d.daemon;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ikev2d.actor.IkeEndpoint;
import org.ikev2d.config.properties.DaemonSettings;
import org.ikev2d.transport.BindFailure;
import org.ikev2d.transport.SocketSetup;
import org.ikev2d.transport.TransportSettings;
import org.ikev2d.transport.UdpTransport;
import org.ikev2d.transport.gate.Gate;
import org.ikev2d.transport.gate.GateSettings;
import org.ikev2d.transport.gate.Load;
import org.ikev2d.transport.gate.Rate;
import org.ikev2d.wire.IkeSpi;

/** Opens the sockets of IKE, behind the gate. */
final class IkeSockets {
  private IkeSockets() {}

  /**
   * Listens, and hands what the gate lets through to the endpoint.
   *
   * @param realKernel whether a kernel with IPsec has to be told about the sockets
   */
  static UdpTransport open(
      DaemonSettings settings, boolean realKernel, IkeEndpoint endpoint, RandomGenerator random)
      throws StartFailure {
    Gate gate = new Gate(gateSettings(settings), random);
    UdpTransport transport =
        UdpTransport.open(
            transportSettings(settings, realKernel),
            gate.admission(load(endpoint), System::nanoTime),
            endpoint::receive,
            Optional.empty());
    List<BindFailure> failures = transport.failures();
    // Of all addresses of a host some may not be ready yet; those that are named must be.
    boolean named = !settings.listen().isEmpty();
    if (transport.endpoints().isEmpty() || (named && !failures.isEmpty())) {
      transport.close();
      throw new StartFailure(
          "cannot listen on "
              + (failures.isEmpty() ? "any address" : failures.getFirst().toString()));
    }
    return transport;
  }

  private static TransportSettings transportSettings(DaemonSettings settings, boolean realKernel) {
    TransportSettings defaults = TransportSettings.defaults();
    return new TransportSettings(
        settings.listen(),
        settings.ikePort(),
        settings.nattPort(),
        defaults.engine(),
        Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4),
        defaults.receiveBuffer(),
        defaults.sendBacklog(),
        defaults.maxDatagram(),
        realKernel ? SocketSetup.KERNEL_IPSEC : SocketSetup.PLAIN);
  }

  private static GateSettings gateSettings(DaemonSettings settings) {
    int threshold = settings.cookieThreshold();
    return GateSettings.DEFAULT
        .withCookies(threshold, Math.min(threshold, settings.halfOpenPerSource() / 2))
        .withHalfOpen(settings.halfOpenPerSource(), settings.halfOpenLimit())
        // Many peers may share the address of one NAT.
        .withRates(new Rate(500, 1000), new Rate(2000, 4000));
  }

  private static Load load(IkeEndpoint endpoint) {
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
}
