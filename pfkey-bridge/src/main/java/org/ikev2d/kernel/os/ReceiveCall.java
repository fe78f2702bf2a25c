package org.ikev2d.kernel.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** recv(2) on datagram-like sockets, without blocking. */
public final class ReceiveCall {
  private static final int MSG_PEEK = 0x02;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_DONTWAIT = 0x40;

  private static final MethodHandle RECV =
      Native.handle(
          "recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private ReceiveCall() {}

  /** The size of the next message, which stays queued. */
  public static SysResult nextSize(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.state(arena);
      MemorySegment none = arena.allocate(1);
      int flags = MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT;
      long size = (long) RECV.invokeExact(state, fd, none, 0L, flags);
      return Native.result(size, state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** Takes the next message; the native copy is zeroed, since it may hold keys. */
  public static SysResult receive(int fd, byte[] into) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.state(arena);
      MemorySegment buffer = arena.allocate(Math.max(into.length, 1));
      try {
        long size = (long) RECV.invokeExact(state, fd, buffer, (long) into.length, MSG_DONTWAIT);
        int copied = (int) Math.min(Math.max(size, 0), into.length);
        MemorySegment.copy(buffer, JAVA_BYTE, 0, into, 0, copied);
        return Native.result(size, state);
      } finally {
        buffer.fill((byte) 0);
      }
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }
}
