package org.ikev2d.kernel.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/** What all calls share: the C library and its errno, which is read together with the call. */
final class Native {
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO = STATE.byteOffset(PathElement.groupElement("errno"));

  private Native() {}

  static MethodHandle handle(String name, FunctionDescriptor function) {
    Linker linker = Linker.nativeLinker();
    MemorySegment address =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new IllegalStateException("no function " + name + " in libc"));
    return linker.downcallHandle(address, function, Linker.Option.captureCallState("errno"));
  }

  static MemorySegment state(Arena arena) {
    return arena.allocate(STATE);
  }

  static SysResult result(long value, MemorySegment state) {
    return new SysResult(value, value < 0 ? state.get(JAVA_INT, ERRNO) : 0);
  }

  /** A call handle of the right type throws nothing. */
  static AssertionError impossible(Throwable thrown) {
    return new AssertionError("foreign call", thrown);
  }
}
