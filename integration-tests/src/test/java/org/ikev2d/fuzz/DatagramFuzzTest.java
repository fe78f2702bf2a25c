package org.ikev2d.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import org.ikev2d.adversary.Adversary;
import org.ikev2d.adversary.Session;
import org.ikev2d.adversary.UdpWire;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.sim.Rules;
import org.ikev2d.transport.gate.GateSettings;
import org.ikev2d.transport.gate.Rate;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Random and spoiled datagrams against real sockets, gate and endpoint. Set {@code -Dfuzz.seed=N}
 * to repeat a run; each prints its seed.
 */
class DatagramFuzzTest {
  private static final int DATAGRAMS = 50_000;

  /** So many may wait in the kernel's queue of the socket. */
  private static final int BURST = 64;

  private static final Rate ANY = new Rate(1_000_000, 1_000_000);

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    root.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    root.detachAppender(log);
  }

  @Test
  void leaveNothingBehindTheGate() {
    fuzz(GateSettings.DEFAULT);
  }

  @Test
  void leaveNothingWhereTheGateLetsEverythingPass() {
    fuzz(
        GateSettings.DEFAULT
            .withCookies(1_000_000, 1_000_000)
            .withHalfOpen(1_000_000, 1_000_000)
            .withRates(ANY, ANY));
  }

  private void fuzz(GateSettings settings) {
    long seed = Long.getLong("fuzz.seed", new SecureRandom().nextLong() >>> 1);
    System.out.println("DatagramFuzzTest seed " + seed);
    try (RealHost host = new RealHost(settings);
        UdpWire honest = wire(RealHost.PEER, host.address(), 5000)) {
      Session session = establish(honest, RealHost.PEER, 0x1111_0001);
      RealHost.await("one IKE SA", () -> host.endpoint.snapshot().size() == 1);
      long timersBefore = host.timers.pending();

      Mutator mutator = new Mutator(seed, Seeds.messages());
      mutator.learn(session.seal(session.header(ExchangeType.INFORMATIONAL, false, 2), List.of()));
      mutator.learn(
          session.seal(
              session.header(ExchangeType.CREATE_CHILD_SA, false, 2),
              List.of(DeletePayload.ikeSa())));
      for (int i = 0; i < 3; i++) {
        Adversary stranger = Adversary.initiator(honest, new SecureRandom());
        mutator.learn(
            Adversary.encode(new Message(stranger.initHeader(), stranger.initPayloads())));
      }
      flood(host, mutator);

      RealHost.await("no half-open IKE SA", () -> host.endpoint.halfOpen().total() == 0);
      RealHost.await("one IKE SA", () -> host.endpoint.snapshot().size() == 1);
      RealHost.await("as many timers as before", () -> host.timers.pending() <= timersBefore);
      assertThat(host.faults).isEmpty();
      assertThat(log.list)
          .filteredOn(
              e -> e.getLevel().isGreaterOrEqual(Level.ERROR) || e.getThrowableProxy() != null)
          .isEmpty();
      assertThat(host.sadb()).as("the honest peer's").hasSize(2);
      assertThat(session.ask(ExchangeType.INFORMATIONAL, 2, List.of()))
          .as("its next request is answered")
          .hasSize(1);

      try (UdpWire next = wire(RealHost.OTHER_PEER, host.address(), 5000)) {
        establish(next, RealHost.OTHER_PEER, 0x1111_0002);
      }
      RealHost.await("another IKE SA", () -> host.endpoint.snapshot().size() == 2);
      assertThat(host.sadb()).hasSize(4);
    }
  }

  private static UdpWire wire(String own, InetSocketAddress victim, int patience) {
    return new UdpWire(Rules.address(own), victim, patience);
  }

  private static Session establish(UdpWire wire, String own, int spi) {
    Session session = Adversary.initiator(wire, new SecureRandom()).open();
    List<Message> answer = session.authenticate(own, RealHost.HOST, RealHost.KEY, spi);
    assertThat(answer).hasSize(1);
    assertThat(answer.getFirst().firstError()).isEmpty();
    return session;
  }

  /** From many sources, to both ports, no faster than they are read. */
  private static void flood(RealHost host, Mutator mutator) {
    UdpWire[] wires = new UdpWire[16];
    for (int i = 0; i < wires.length; i++) {
      InetSocketAddress victim = i % 4 == 3 ? host.nattAddress() : host.address();
      wires[i] = wire("127.0.1." + (i + 1), victim, 1);
    }
    long start = host.transport.counters().received();
    for (int i = 1; i <= DATAGRAMS; i++) {
      UdpWire wire = wires[i % wires.length];
      Bytes datagram = mutator.next();
      boolean marked = i % wires.length % 4 == 3 && i % 5 != 0;
      wire.send(marked ? Bytes.concat(Bytes.ofInt(0), datagram) : datagram);
      if (i % BURST == 0) {
        long sent = i;
        RealHost.await(
            "datagrams are read", () -> host.transport.counters().received() - start >= sent);
      }
    }
    for (UdpWire wire : wires) {
      wire.close();
    }
  }
}
