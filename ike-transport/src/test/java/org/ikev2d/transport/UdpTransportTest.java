package org.ikev2d.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.port.Path;
import org.ikev2d.transport.TransportSettings.Engine;
import org.ikev2d.transport.gate.Admission;
import org.ikev2d.transport.gate.GateReason;
import org.ikev2d.transport.gate.Verdict;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UdpTransportTest {
  private static final Bytes MESSAGE = Bytes.ofText("an IKE message, as far as framing goes");
  private static final Bytes MARKER = Bytes.of(0, 0, 0, 0);

  private final Inbox inbox = new Inbox();

  private static InetAddress ip(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static TransportSettings settings(Engine engine, String... listen) {
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : listen) {
      addresses.add(ip(text));
    }
    return TransportSettings.defaults().withListen(addresses).withPorts(0, 0).withEngine(engine);
  }

  private static InetSocketAddress endpoint(UdpTransport transport, String address, boolean natt) {
    return transport.endpoints().stream()
        .filter(e -> e.natt() == natt && e.local().getAddress().equals(ip(address)))
        .findFirst()
        .orElseThrow()
        .local();
  }

  @Tag("R7296-2.11-1")
  @ParameterizedTest
  @CsvSource({
    "NIO,127.0.0.1,127.0.0.1",
    "NIO,127.0.0.2,127.0.0.1",
    "NIO,::1,::1",
    "EPOLL,127.0.0.1,127.0.0.1",
    "EPOLL,127.0.0.2,127.0.0.1",
    "EPOLL,::1,::1"
  })
  void answersFromTheAddressAndPortThatWasAsked(Engine engine, String ours, String theirs)
      throws Exception {
    try (UdpTransport transport = UdpTransport.open(settings(engine, ours), inbox);
        Peer peer = new Peer(theirs)) {
      InetSocketAddress local = endpoint(transport, ours, false);
      peer.send(MESSAGE, local);
      Inbox.Arrival arrival = inbox.next();
      assertThat(arrival.datagram()).isEqualTo(MESSAGE);
      assertThat(arrival.path()).isEqualTo(new Path(local, peer.address(), false));
      assertThat(arrival.path().toString()).doesNotContain("%");

      transport.send(arrival.path(), MESSAGE);
      assertThat(peer.receive()).isEqualTo(new Peer.Got(MESSAGE, local));
    }
  }

  @Tag("R7296-2.23-4")
  @ParameterizedTest
  @CsvSource({"NIO,127.0.0.1", "NIO,::1", "EPOLL,127.0.0.1", "EPOLL,::1"})
  void takesTheMarkerOffAndPutsItBackOnTheNatTraversalPort(Engine engine, String address)
      throws Exception {
    try (UdpTransport transport = UdpTransport.open(settings(engine, address), inbox);
        Peer peer = new Peer(address)) {
      InetSocketAddress local = endpoint(transport, address, true);
      peer.send(Bytes.concat(MARKER, MESSAGE), local);
      Inbox.Arrival arrival = inbox.next();
      assertThat(arrival.datagram()).isEqualTo(MESSAGE);
      assertThat(arrival.path()).isEqualTo(new Path(local, peer.address(), true));

      transport.send(arrival.path(), MESSAGE);
      assertThat(peer.receive().datagram()).isEqualTo(Bytes.concat(MARKER, MESSAGE));
      transport.sendUnmarked(arrival.path(), Bytes.of(0xff));
      assertThat(peer.receive().datagram()).isEqualTo(Bytes.of(0xff));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  void keepsEspKeepalivesAndRuntsFromTheReceiver(Engine engine) throws Exception {
    Inbox esp = new Inbox();
    try (UdpTransport transport =
            UdpTransport.open(
                settings(engine, "127.0.0.1"), Admission.ALL, inbox, Optional.of(esp));
        Peer peer = new Peer("127.0.0.1")) {
      InetSocketAddress local = endpoint(transport, "127.0.0.1", true);
      Bytes packet = Bytes.of(0, 0, 1, 0, 0, 0, 0, 1, 9, 9);
      peer.send(Bytes.of(0xff), local);
      peer.send(Bytes.of(0, 0, 0), local);
      peer.send(packet, local);
      peer.send(Bytes.concat(MARKER, MESSAGE), local);

      assertThat(inbox.next().datagram()).isEqualTo(MESSAGE);
      assertThat(esp.next().datagram()).isEqualTo(packet);
      assertThat(inbox.waiting()).isZero();
      TransportSnapshot counters = transport.counters();
      assertThat(counters.received()).isEqualTo(4);
      assertThat(counters.dropped(DropReason.KEEPALIVE)).isEqualTo(1);
      assertThat(counters.dropped(DropReason.RUNT)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  void carriesTheLongestDatagramsUdpHas(Engine engine) throws Exception {
    Bytes longest = Bytes.wrap(new byte[65507]);
    try (UdpTransport transport = UdpTransport.open(settings(engine, "127.0.0.1"), inbox);
        Peer peer = new Peer("127.0.0.1")) {
      peer.send(longest, endpoint(transport, "127.0.0.1", false));
      Inbox.Arrival arrival = inbox.next();
      assertThat(arrival.datagram()).isEqualTo(longest);

      transport.send(arrival.path(), Bytes.wrap(new byte[65508]));
      assertThat(transport.counters().dropped(DropReason.TOO_LONG)).isEqualTo(1);
      transport.send(arrival.path(), longest);
      assertThat(peer.receive().datagram()).isEqualTo(longest);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  void dropsWhatIsLongerThanTheSettingsAllow(Engine engine) throws Exception {
    TransportSettings settings = settings(engine, "127.0.0.1").withMaxDatagram(MESSAGE.length());
    try (UdpTransport transport = UdpTransport.open(settings, inbox);
        Peer peer = new Peer("127.0.0.1")) {
      InetSocketAddress local = endpoint(transport, "127.0.0.1", false);
      peer.send(Bytes.concat(MESSAGE, Bytes.of(1)), local);
      peer.send(MESSAGE, local);
      assertThat(inbox.next().datagram()).isEqualTo(MESSAGE);
      assertThat(transport.counters().dropped(DropReason.OVERSIZE)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  void passesBurstsOnWholeAndInOrder(Engine engine) throws Exception {
    try (UdpTransport transport = UdpTransport.open(settings(engine, "127.0.0.1"), inbox);
        Peer peer = new Peer("127.0.0.1")) {
      InetSocketAddress local = endpoint(transport, "127.0.0.1", false);
      for (int burst = 0; burst < 20; burst++) {
        for (int i = 0; i < 40; i++) {
          peer.send(Bytes.ofInt(burst * 40 + i), local);
        }
        for (int i = 0; i < 40; i++) {
          assertThat(inbox.next().datagram().intAt(0)).isEqualTo(burst * 40 + i);
        }
      }
      Path path = new Path(local, peer.address(), false);
      for (int i = 0; i < 40; i++) {
        transport.send(path, Bytes.ofInt(i));
      }
      for (int i = 0; i < 40; i++) {
        assertThat(peer.receive().datagram().intAt(0)).isEqualTo(i);
      }
    }
  }

  @Test
  void asksTheGateFirst() throws Exception {
    Bytes answer = Bytes.ofText("answer");
    Admission gate =
        (path, datagram) ->
            switch (datagram.at(0)) {
              case 1 -> new Verdict.Drop(GateReason.BAD_HEADER);
              case 2 -> new Verdict.Reply(answer, GateReason.COOKIE_DEMANDED);
              default -> Verdict.PASS;
            };
    try (UdpTransport transport =
            UdpTransport.open(settings(Engine.AUTO, "127.0.0.1"), gate, inbox, Optional.empty());
        Peer peer = new Peer("127.0.0.1")) {
      InetSocketAddress natt = endpoint(transport, "127.0.0.1", true);
      peer.send(Bytes.concat(MARKER, Bytes.of(1)), natt);
      peer.send(Bytes.concat(MARKER, Bytes.of(2)), natt);
      peer.send(Bytes.concat(MARKER, Bytes.of(3)), natt);
      assertThat(peer.receive().datagram()).isEqualTo(Bytes.concat(MARKER, answer));
      assertThat(inbox.next().datagram()).isEqualTo(Bytes.of(3));
      assertThat(transport.counters().dropped(DropReason.GATE)).isEqualTo(2);
    }
  }

  @Test
  void goesOnAfterTheReceiverFailed() throws Exception {
    Receiver receiver =
        (path, datagram) -> {
          if (datagram.length() == 1) {
            throw new IllegalStateException("as a test wants it");
          }
          inbox.received(path, datagram);
        };
    try (UdpTransport transport = UdpTransport.open(settings(Engine.AUTO, "127.0.0.1"), receiver);
        Peer peer = new Peer("127.0.0.1")) {
      InetSocketAddress local = endpoint(transport, "127.0.0.1", false);
      peer.send(Bytes.of(1), local);
      peer.send(MESSAGE, local);
      assertThat(inbox.next().datagram()).isEqualTo(MESSAGE);
      assertThat(transport.counters().dropped(DropReason.RECEIVER)).isEqualTo(1);
    }
  }

  @Test
  void tellsWhichAddressesItCouldNotBind() throws Exception {
    try (Peer other = new Peer("127.0.0.1")) {
      int taken = other.address().getPort();
      TransportSettings settings =
          settings(Engine.AUTO, "127.0.0.1", "192.0.2.77").withPorts(taken, 0);
      try (UdpTransport transport = UdpTransport.open(settings, inbox)) {
        assertThat(transport.failures())
            .extracting(BindFailure::address, BindFailure::port)
            .containsExactly(
                org.assertj.core.groups.Tuple.tuple(ip("127.0.0.1"), taken),
                org.assertj.core.groups.Tuple.tuple(ip("192.0.2.77"), taken),
                org.assertj.core.groups.Tuple.tuple(ip("192.0.2.77"), 0));
        assertThat(transport.failures().getFirst().toString())
            .startsWith("UDP 127.0.0.1:" + taken + ": ")
            .contains("in use");
        assertThat(transport.endpoints()).extracting(Endpoint::natt).containsExactly(true);

        other.close();
        UdpTransport.Rescan rescan = transport.rescan();
        assertThat(rescan.added())
            .containsExactly(new Endpoint(new InetSocketAddress(ip("127.0.0.1"), taken), false));
        assertThat(transport.failures()).hasSize(2);
      }
    }
  }

  @Test
  void followsTheAddressesOfTheHost() throws Exception {
    Set<InetAddress> present = new LinkedHashSet<>(List.of(ip("127.0.0.1"), ip("127.0.0.2")));
    try (UdpTransport transport =
            UdpTransport.open(
                settings(Engine.AUTO), () -> present, Admission.ALL, inbox, Optional.empty());
        Peer peer = new Peer("127.0.0.1")) {
      InetSocketAddress kept = endpoint(transport, "127.0.0.1", false);
      InetSocketAddress gone = endpoint(transport, "127.0.0.2", false);
      present.remove(ip("127.0.0.2"));
      present.add(ip("127.0.0.3"));

      UdpTransport.Rescan rescan = transport.rescan();
      assertThat(rescan.removed()).hasSize(2).contains(new Endpoint(gone, false));
      assertThat(rescan.added())
          .extracting(e -> e.local().getAddress())
          .containsOnly(ip("127.0.0.3"));
      assertThat(endpoint(transport, "127.0.0.1", false)).isEqualTo(kept);

      transport.send(new Path(gone, peer.address(), false), MESSAGE);
      assertThat(transport.counters().dropped(DropReason.NO_SOCKET)).isEqualTo(1);
      peer.send(MESSAGE, endpoint(transport, "127.0.0.3", false));
      assertThat(inbox.next().path().localAddress()).isEqualTo(ip("127.0.0.3"));
    }
  }

  @Test
  void listensOnEveryAddressWithoutAList() throws Exception {
    try (UdpTransport transport = UdpTransport.open(settings(Engine.AUTO), inbox);
        Peer peer = new Peer("::1")) {
      assertThat(transport.failures()).isEmpty();
      assertThat(transport.endpoints())
          .extracting(e -> e.local().getAddress())
          .contains(ip("127.0.0.1"), ip("::1"));
      peer.send(MESSAGE, endpoint(transport, "::1", false));
      assertThat(inbox.next().path().localAddress().getHostAddress()).isEqualTo("0:0:0:0:0:0:0:1");
    }
  }

  @Test
  void buildsPathsFromItsOwnPorts() {
    try (UdpTransport transport = UdpTransport.open(settings(Engine.AUTO, "127.0.0.1"), inbox)) {
      InetSocketAddress remote = new InetSocketAddress(ip("127.0.0.9"), 4500);
      assertThat(transport.path(ip("127.0.0.1"), remote, true))
          .contains(new Path(endpoint(transport, "127.0.0.1", true), remote, true));
      assertThat(transport.path(ip("127.0.0.2"), remote, true)).isEmpty();
    }
  }

  @Test
  void countsWhatTheSystemRefusesToSend() throws Exception {
    try (UdpTransport transport = UdpTransport.open(settings(Engine.AUTO, "127.0.0.1"), inbox);
        Peer peer = new Peer("127.0.0.1")) {
      InetSocketAddress local = endpoint(transport, "127.0.0.1", false);
      // From a loopback address nothing leaves the host.
      transport.send(new Path(local, new InetSocketAddress(ip("192.0.2.77"), 500), false), MESSAGE);
      transport.send(new Path(local, peer.address(), false), MESSAGE);
      assertThat(peer.receive().datagram()).isEqualTo(MESSAGE);
      assertThat(transport.counters().dropped(DropReason.SEND_FAILED)).isEqualTo(1);
    }
  }

  @Test
  void ignoresSendAndRescanOnceClosed() {
    UdpTransport transport = UdpTransport.open(settings(Engine.AUTO, "127.0.0.1"), inbox);
    InetSocketAddress local = endpoint(transport, "127.0.0.1", false);
    transport.close();
    transport.send(new Path(local, local, false), MESSAGE);
    assertThat(transport.rescan().added()).isEmpty();
    assertThat(transport.endpoints()).isEmpty();
    assertThat(transport.counters().dropped(DropReason.NO_SOCKET)).isEqualTo(1);
  }
}
