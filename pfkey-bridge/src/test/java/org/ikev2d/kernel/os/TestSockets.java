package org.ikev2d.kernel.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Calls that tests alone need, on IPv4 sockets. */
public final class TestSockets {
  public static final int AF_INET = 2;
  public static final int SOCK_DGRAM = 2;

  private static final FunctionDescriptor ON_ADDRESS =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT = Native.handle("connect", ON_ADDRESS);
  private static final MethodHandle BIND = Native.handle("bind", ON_ADDRESS);

  private TestSockets() {}

  public static int udp() {
    return SocketCall.socket(AF_INET, SOCK_DGRAM | SocketCall.SOCK_CLOEXEC, 0).intValue();
  }

  public static SysResult connect(int fd, InetAddress address, int port) {
    return call(CONNECT, fd, address, port);
  }

  public static SysResult bind(int fd, InetAddress address, int port) {
    return call(BIND, fd, address, port);
  }

  private static SysResult call(MethodHandle handle, int fd, InetAddress address, int port) {
    byte[] sockaddr =
        ByteBuffer.allocate(16)
            .order(ByteOrder.nativeOrder())
            .putShort((short) AF_INET)
            .order(ByteOrder.BIG_ENDIAN)
            .putShort((short) port)
            .put(address.getAddress())
            .array();
    try (Arena arena = Arena.ofConfined()) {
      var state = Native.state(arena);
      var copy = arena.allocateFrom(JAVA_BYTE, sockaddr);
      int result = (int) handle.invokeExact(state, fd, copy, sockaddr.length);
      return Native.result(result, state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }
}
