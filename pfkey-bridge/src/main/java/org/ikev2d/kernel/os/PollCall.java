package org.ikev2d.kernel.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** poll(2) of one descriptor for input. */
public final class PollCall {
  private static final short POLLIN = 1;

  private static final MethodHandle POLL =
      Native.handle("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private PollCall() {}

  /**
   * Waits until there is something to read.
   *
   * @return 0 after {@code millis} without input
   */
  public static SysResult readable(int fd, int millis) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.state(arena);
      MemorySegment entry = arena.allocate(8, 4);
      entry.set(JAVA_INT, 0, fd);
      entry.set(JAVA_SHORT, 4, POLLIN);
      int ready = (int) POLL.invokeExact(state, entry, 1L, millis);
      return Native.result(ready, state);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }
}
