package org.ikev2d.kernel.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** setsockopt(2). */
public final class SetSockOptCall {
  public static final int SOL_SOCKET = 1;

  /** Sets the receive buffer; the system's maximum applies. */
  public static final int SO_RCVBUF = 8;

  /** Sets the receive buffer beyond the system's maximum; needs CAP_NET_ADMIN. */
  public static final int SO_RCVBUFFORCE = 33;

  private static final MethodHandle SETSOCKOPT =
      Native.handle(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  private SetSockOptCall() {}

  public static SysResult set(int fd, int level, int name, int value) {
    byte[] octets = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
    return set(fd, level, name, octets);
  }

  public static SysResult set(int fd, int level, int name, byte[] value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.state(arena);
      MemorySegment copy = arena.allocateFrom(JAVA_BYTE, value);
      int result = (int) SETSOCKOPT.invokeExact(state, fd, level, name, copy, value.length);
      return Native.result(result, state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }
}
