package org.ikev2d.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.ikev2d.port.Path;
import org.ikev2d.transport.gate.Admission;
import org.ikev2d.transport.gate.Verdict;
import org.ikev2d.wire.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sorts what arrives on one socket: framing, gate, receiver. */
final class DatagramHandler extends SimpleChannelInboundHandler<DatagramPacket> {
  private static final Logger LOG = LoggerFactory.getLogger(DatagramHandler.class);

  /** Sends one message, adding the marker where the path wants it. */
  @FunctionalInterface
  interface Answer {
    void send(Path path, Bytes message);
  }

  /** Where datagrams go from here. */
  record Sinks(Admission gate, Receiver receiver, EspSink esp, Answer answer) {}

  private final InetSocketAddress local;
  private final boolean natt;
  private final int maxDatagram;
  private final TransportCounters counters;
  private final Sinks sinks;

  /**
   * @param local the address the socket is bound to, which the peer sends to
   */
  DatagramHandler(
      InetSocketAddress local,
      boolean natt,
      int maxDatagram,
      TransportCounters counters,
      Sinks sinks) {
    super(DatagramPacket.class);
    this.local = local;
    this.natt = natt;
    this.maxDatagram = maxDatagram;
    this.counters = counters;
    this.sinks = sinks;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    int length = packet.content().readableBytes();
    counters.received(length);
    if (length > maxDatagram) {
      counters.dropped(DropReason.OVERSIZE);
      return;
    }
    try {
      sort(LocalAddresses.plain(packet.sender()), copy(packet.content()));
    } catch (RuntimeException failure) {
      // A loop serves many peers: what one datagram breaks must not stop the others.
      counters.dropped(DropReason.RECEIVER);
      LOG.error("datagram.failed local={} remote={}", local, packet.sender(), failure);
    }
  }

  private static Bytes copy(ByteBuf content) {
    byte[] octets = new byte[content.readableBytes()];
    content.readBytes(octets);
    return Bytes.wrap(octets);
  }

  private void sort(InetSocketAddress remote, Bytes datagram) {
    if (!natt) {
      admit(new Path(local, remote, false), datagram);
      return;
    }
    Path path = new Path(local, remote, true);
    switch (NonEspMarker.kindOf(datagram)) {
      case IKE -> admit(path, datagram.slice(NonEspMarker.LENGTH, datagram.length()));
      case ESP -> sinks.esp().received(path, datagram);
      case KEEPALIVE -> counters.dropped(DropReason.KEEPALIVE);
      case RUNT -> counters.dropped(DropReason.RUNT);
    }
  }

  private void admit(Path path, Bytes message) {
    switch (sinks.gate().admit(path, message)) {
      case Verdict.Pass() -> sinks.receiver().received(path, message);
      case Verdict.Drop drop -> {
        counters.dropped(DropReason.GATE);
        LOG.debug("gate.dropped path={} reason={}", path, drop.reason());
      }
      case Verdict.Reply reply -> {
        counters.dropped(DropReason.GATE);
        LOG.debug("gate.answered path={} reason={}", path, reply.reason());
        sinks.answer().send(path, reply.datagram());
      }
    }
  }

  /** Errors of the socket itself; it stays open. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.warn("socket.error local={} error=\"{}\"", local, IpsecOptions.reason(cause));
  }
}
