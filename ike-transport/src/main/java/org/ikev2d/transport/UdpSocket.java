package org.ikev2d.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.ikev2d.port.Path;
import org.ikev2d.wire.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One bound socket. */
final class UdpSocket {
  private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);

  /** IP packet of 65535 octets less the UDP header and, in IPv4, the IP header. */
  private static final int MAX_PAYLOAD_IPV4 = 65507;

  private static final int MAX_PAYLOAD_IPV6 = 65527;
  private static final int FLUSH_AFTER = 64;
  private static final long LOG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Outcome of binding. */
  sealed interface Binding {}

  record Bound(UdpSocket socket) implements Binding {}

  record Refused(BindFailure failure) implements Binding {}

  private final Channel channel;
  private final Endpoint endpoint;
  private final int maxPayload;
  private final TransportCounters counters;
  private final AtomicLong nextFailureLog = new AtomicLong(System.nanoTime());

  private UdpSocket(Channel channel, Endpoint endpoint, TransportCounters counters) {
    this.channel = channel;
    this.endpoint = endpoint;
    this.counters = counters;
    this.maxPayload =
        endpoint.local().getAddress() instanceof Inet6Address ? MAX_PAYLOAD_IPV6 : MAX_PAYLOAD_IPV4;
  }

  /**
   * @param wish its port may be 0
   */
  static Binding bind(
      Network network,
      TransportSettings settings,
      Endpoint wish,
      TransportCounters counters,
      DatagramHandler.Sinks sinks) {
    InetAddress address = wish.local().getAddress();
    boolean ipv6 = address instanceof Inet6Address;
    Channel channel;
    try {
      channel = network.newSocket(ipv6);
    } catch (RuntimeException e) {
      return refused(wish, IpsecOptions.reason(e));
    }
    Optional<String> exempted = prepare(channel, settings.setup(), wish, ipv6);
    if (exempted.isPresent()) {
      channel.unsafe().closeForcibly();
      return refused(wish, exempted.get());
    }
    network.register(channel);
    // Several messages queued by other threads leave with one system call.
    channel.pipeline().addLast(new FlushConsolidationHandler(FLUSH_AFTER, true));
    channel.config().setAutoRead(false);
    ChannelFuture bound = channel.bind(wish.local()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      channel.close().awaitUninterruptibly();
      return refused(wish, IpsecOptions.reason(bound.cause()));
    }
    int port = ((InetSocketAddress) channel.localAddress()).getPort();
    Endpoint endpoint = new Endpoint(new InetSocketAddress(address, port), wish.natt());
    channel
        .pipeline()
        .addLast(
            new DatagramHandler(
                endpoint.local(), wish.natt(), settings.maxDatagram(), counters, sinks));
    channel.config().setAutoRead(true);
    return new Bound(new UdpSocket(channel, endpoint, counters));
  }

  private static Refused refused(Endpoint wish, String reason) {
    return new Refused(new BindFailure(wish.local().getAddress(), wish.local().getPort(), reason));
  }

  /** What the kernel's IPsec must know before the first datagram. Tells why it is no use, if so. */
  private static Optional<String> prepare(
      Channel channel, SocketSetup setup, Endpoint wish, boolean ipv6) {
    if (setup.udpEncap() && wish.natt()) {
      IpsecOptions.encapsulate(channel)
          .ifPresent(error ->
              LOG.warn(
                  "socket.option-failed local={} error=\"{}\" effect=\"the kernel takes no ESP"
                      + " in UDP on this socket\"",
                  wish.local(),
                  error));
    }
    return setup.ipsecBypass() ? IpsecOptions.bypass(channel, ipv6) : Optional.empty();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Channel channel() {
    return channel;
  }

  /**
   * @param zeros octets of zero to put in front
   */
  void send(Path path, int zeros, Bytes octets) {
    int length = zeros + octets.length();
    if (length > maxPayload) {
      counters.dropped(DropReason.TOO_LONG);
      LOG.warn("datagram.too-long path={} octets={} limit={}", path, length, maxPayload);
      return;
    }
    if (!channel.isWritable()) {
      counters.dropped(DropReason.BACKLOG);
      return;
    }
    ByteBuf buffer = channel.alloc().directBuffer(length);
    buffer.writeZero(zeros).writeBytes(octets.toBuffer());
    channel
        .writeAndFlush(new DatagramPacket(buffer, path.remote()))
        .addListener(done -> {
          if (done.isSuccess()) {
            counters.sent(length);
          } else {
            failed(path, done.cause());
          }
        });
  }

  /** Counts all, logs one a second: an unreachable network fails every datagram. */
  private void failed(Path path, Throwable cause) {
    counters.dropped(DropReason.SEND_FAILED);
    long now = System.nanoTime();
    long next = nextFailureLog.get();
    if (now - next >= 0 && nextFailureLog.compareAndSet(next, now + LOG_EVERY_NANOS)) {
      LOG.warn("datagram.send-failed path={} error=\"{}\"", path, IpsecOptions.reason(cause));
    }
  }

  void close() {
    channel.close().awaitUninterruptibly();
  }
}
