package org.ikev2d.kernel.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** close(2). */
public final class CloseCall {
  private static final MethodHandle CLOSE =
      Native.handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private CloseCall() {}

  public static SysResult close(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.state(arena);
      int result = (int) CLOSE.invokeExact(state, fd);
      return Native.result(result, state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }
}
