package org.ikev2d.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/** The loops that read our sockets, and how sockets are made for them. */
final class Network implements AutoCloseable {
  /** The longest UDP payload there can be. */
  private static final int SLOT = 65535;

  /** Datagrams read by one system call. */
  private static final int BATCH = 16;

  private static final IntegerUnixChannelOption SO_RCVBUFFORCE =
      new IntegerUnixChannelOption("SO_RCVBUFFORCE", 1, 33);
  private static final IntegerUnixChannelOption IPV6_V6ONLY =
      new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

  /** Its value 0, IP_PMTUDISC_DONT, leaves DF clear. */
  static final IntegerUnixChannelOption IP_MTU_DISCOVER =
      new IntegerUnixChannelOption("IP_MTU_DISCOVER", 0, 10);

  private final boolean epoll;
  private final MultiThreadIoEventLoopGroup group;
  private final TransportSettings settings;

  /**
   * @throws IllegalStateException if epoll is demanded and not there
   */
  Network(TransportSettings settings) {
    this.settings = settings;
    this.epoll =
        switch (settings.engine()) {
          case AUTO -> Epoll.isAvailable();
          case EPOLL -> {
            if (!Epoll.isAvailable()) {
              throw new IllegalStateException(
                  "epoll is not available", Epoll.unavailabilityCause());
            }
            yield true;
          }
          case NIO -> false;
        };
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.group =
        new MultiThreadIoEventLoopGroup(
            settings.loops(), new DefaultThreadFactory("ikev2d-udp", true), io);
  }

  boolean isEpoll() {
    return epoll;
  }

  /** A socket of one family that is neither registered nor bound. */
  Channel newSocket(boolean ipv6) {
    SocketProtocolFamily family = ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    Channel channel = epoll ? new EpollDatagramChannel(family) : new NioDatagramChannel(family);
    var config = channel.config();
    config.setOption(
        ChannelOption.WRITE_BUFFER_WATER_MARK,
        new WriteBufferWaterMark(settings.sendBacklog() / 2, settings.sendBacklog()));
    if (epoll) {
      epollOptions(channel, ipv6);
    } else {
      // Sockets of the JDK take IPv4 on IPv6 ones, but only where bound to the wildcard: we never
      // are.
      config.setRecvByteBufAllocator(new FixedRecvByteBufAllocator(SLOT));
      config.setOption(ChannelOption.SO_RCVBUF, settings.receiveBuffer());
      if (!ipv6) {
        config.setOption(NioChannelOption.of(ExtendedSocketOptions.IP_DONTFRAGMENT), false);
      }
    }
    return channel;
  }

  private void epollOptions(Channel channel, boolean ipv6) {
    var config = channel.config();
    config.setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, SLOT);
    config.setRecvByteBufAllocator(new FixedRecvByteBufAllocator(SLOT * BATCH));
    try {
      config.setOption(SO_RCVBUFFORCE, settings.receiveBuffer());
    } catch (ChannelException withoutPrivilege) {
      // Up to net.core.rmem_max, which the kernel enforces without an error.
      config.setOption(ChannelOption.SO_RCVBUF, settings.receiveBuffer());
    }
    if (ipv6) {
      // Options that exempt a socket from IPsec policies work for one family alone.
      config.setOption(IPV6_V6ONLY, 1);
    } else {
      // Linux sets DF by default; IKE messages may be fragmented, and many networks drop what would
      // tell us that they are too long.
      config.setOption(IP_MTU_DISCOVER, 0);
    }
  }

  /** Starts reading: registers the socket with a loop. */
  void register(Channel channel) {
    group.register(channel).syncUninterruptibly();
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
