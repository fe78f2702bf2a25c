package org.ikev2d.kernel.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** send(2). */
public final class SendCall {
  private static final MethodHandle SEND =
      Native.handle(
          "send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private SendCall() {}

  /** Sends one message; the native copy is zeroed, since it may hold keys. */
  public static SysResult send(int fd, byte[] message, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.state(arena);
      MemorySegment copy = arena.allocateFrom(JAVA_BYTE, message);
      try {
        long sent = (long) SEND.invokeExact(state, fd, copy, (long) message.length, flags);
        return Native.result(sent, state);
      } finally {
        copy.fill((byte) 0);
      }
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }
}
