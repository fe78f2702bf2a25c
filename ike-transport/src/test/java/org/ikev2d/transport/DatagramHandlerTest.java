package org.ikev2d.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.ikev2d.port.Path;
import org.ikev2d.transport.gate.Admission;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatagramHandlerTest {
  private static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.1", 4500);
  private static final InetSocketAddress REMOTE = new InetSocketAddress("192.0.2.2", 1024);

  private final Inbox ike = new Inbox();
  private final Inbox esp = new Inbox();
  private final TransportCounters counters = new TransportCounters();

  private EmbeddedChannel channel(boolean natt) {
    DatagramHandler.Sinks sinks =
        new DatagramHandler.Sinks(Admission.ALL, ike, esp, (path, message) -> {});
    return new EmbeddedChannel(new DatagramHandler(LOCAL, natt, 100, counters, sinks));
  }

  private ByteBuf arrive(boolean natt, Bytes datagram) {
    ByteBuf buffer = Unpooled.wrappedBuffer(datagram.toArray());
    EmbeddedChannel channel = channel(natt);
    channel.writeInbound(new DatagramPacket(buffer, LOCAL, REMOTE));
    channel.checkException();
    return buffer;
  }

  @Tag("R3948-4-1")
  @ParameterizedTest
  @CsvSource({
    "'',RUNT",
    "00,RUNT",
    "ff,KEEPALIVE",
    "fe,RUNT",
    "ffff,RUNT",
    "ffffff,RUNT",
    "000000,RUNT"
  })
  void keepsShortDatagramsOfTheNatTraversalPortFromEverybody(String hex, DropReason reason) {
    arrive(true, Bytes.ofHex(hex));
    assertThat(ike.waiting() + esp.waiting()).isZero();
    assertThat(counters.snapshot().dropped(reason)).isEqualTo(1);
  }

  @Tag("R7296-2.23-4")
  @ParameterizedTest
  @CsvSource({"00000000,''", "0000000001,01", "000000000000000000,0000000000", "00000000ff,ff"})
  void takesOneMarkerOff(String hex, String message) throws Exception {
    arrive(true, Bytes.ofHex(hex));
    assertThat(ike.next())
        .isEqualTo(new Inbox.Arrival(new Path(LOCAL, REMOTE, true), Bytes.ofHex(message)));
    assertThat(esp.waiting()).isZero();
  }

  @Tag("R3948-4-1")
  @ParameterizedTest
  @CsvSource({"00000001", "ff000000", "ffffffff00", "0001000000000000"})
  void takesOtherFirstOctetsForAnSpiOfEsp(String hex) throws Exception {
    arrive(true, Bytes.ofHex(hex));
    assertThat(esp.next().datagram()).isEqualTo(Bytes.ofHex(hex));
    assertThat(ike.waiting()).isZero();
  }

  @Tag("R7296-2.23-4")
  @ParameterizedTest
  @CsvSource({"00000000aa", "ff", "1122334455"})
  void looksForNoMarkerOnTheIkePort(String hex) throws Exception {
    arrive(false, Bytes.ofHex(hex));
    assertThat(ike.next())
        .isEqualTo(new Inbox.Arrival(new Path(LOCAL, REMOTE, false), Bytes.ofHex(hex)));
  }

  @Test
  void countsOctetsAndGivesBuffersBack() {
    ByteBuf good = arrive(false, Bytes.wrap(new byte[100]));
    ByteBuf tooLong = arrive(false, Bytes.wrap(new byte[101]));
    assertThat(good.refCnt()).isZero();
    assertThat(tooLong.refCnt()).isZero();
    TransportSnapshot snapshot = counters.snapshot();
    assertThat(snapshot.received()).isEqualTo(2);
    assertThat(snapshot.receivedOctets()).isEqualTo(201);
    assertThat(snapshot.dropped(DropReason.OVERSIZE)).isEqualTo(1);
    assertThat(snapshot.dropped()).hasSize(DropReason.values().length);
  }
}
