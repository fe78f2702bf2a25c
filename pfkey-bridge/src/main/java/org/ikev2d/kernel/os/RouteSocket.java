package org.ikev2d.kernel.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A netlink socket (RFC 3549) that hears when addresses, links or routes of this host change. What
 * has changed is not read: whoever wants to know looks at the host itself, which is never out of
 * date. Used by one thread.
 */
public final class RouteSocket implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int NETLINK_ROUTE = 0;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_ADD_MEMBERSHIP = 1;
  private static final short NLMSG_NOOP = 1;
  private static final int HEADER = 16;

  /** RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_IFADDR, ..._IPV6_ROUTE. */
  private static final int[] GROUPS = {1, 5, 7, 9, 11};

  private final int fd;
  private boolean closed;

  private RouteSocket(int fd) {
    this.fd = fd;
  }

  /** Empty where the system has no such sockets. */
  public static Optional<RouteSocket> open() {
    SysResult socket =
        SocketCall.socket(AF_NETLINK, SocketCall.SOCK_RAW | SocketCall.SOCK_CLOEXEC, NETLINK_ROUTE);
    if (socket.failed()) {
      return Optional.empty();
    }
    RouteSocket opened = new RouteSocket(socket.intValue());
    if (opened.listen()) {
      return Optional.of(opened);
    }
    opened.close();
    return Optional.empty();
  }

  private boolean listen() {
    // Sending gives the socket an address; without one it would miss what the kernel tells by
    // itself.
    byte[] nothing =
        ByteBuffer.allocate(HEADER)
            .order(ByteOrder.nativeOrder())
            .putInt(HEADER)
            .putShort(NLMSG_NOOP)
            .array();
    if (SendCall.send(fd, nothing, 0).failed()) {
      return false;
    }
    for (int group : GROUPS) {
      if (SetSockOptCall.set(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group).failed()) {
        return false;
      }
    }
    return true;
  }

  /** Whether something has changed within that time. What the kernel could not queue counts. */
  public boolean changed(int millis) {
    if (closed) {
      return false;
    }
    boolean ready = PollCall.readable(fd, millis).value() > 0;
    byte[] message = new byte[1];
    int drained = 0;
    while (ready && drained < 10_000 && !ReceiveCall.receive(fd, message).failed()) {
      drained++;
    }
    return ready;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      CloseCall.close(fd);
    }
  }
}
