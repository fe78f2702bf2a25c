package org.ikev2d.kernel.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** socket(2). */
public final class SocketCall {
  public static final int SOCK_RAW = 3;

  /** Not inherited by programs that this process starts. */
  public static final int SOCK_CLOEXEC = 0x80000;

  private static final MethodHandle SOCKET =
      Native.handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

  private SocketCall() {}

  /** Returns the descriptor. */
  public static SysResult socket(int domain, int type, int protocol) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.state(arena);
      int fd = (int) SOCKET.invokeExact(state, domain, type, protocol);
      return Native.result(fd, state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }
}
