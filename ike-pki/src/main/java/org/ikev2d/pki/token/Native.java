package org.ikev2d.pki.token;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** Functions of a PKCS#11 library by their places in its function list (section 3.6). */
final class Native {
  static final int INITIALIZE = 0;
  static final int GET_SLOT_LIST = 4;
  static final int GET_TOKEN_INFO = 6;
  static final int SET_PIN = 11;
  static final int OPEN_SESSION = 12;
  static final int CLOSE_SESSION = 13;
  static final int CREATE_OBJECT = 20;
  static final int DESTROY_OBJECT = 22;
  static final int GET_ATTRIBUTE_VALUE = 24;
  static final int FIND_OBJECTS_INIT = 26;
  static final int FIND_OBJECTS = 27;
  static final int FIND_OBJECTS_FINAL = 28;

  private static final int FUNCTIONS = 68;
  private static final long OS_LOCKING = 2;
  private static final long ALREADY_INITIALIZED = 0x191;
  private static final Linker LINKER = Linker.nativeLinker();

  private final MemorySegment functions;

  private Native(MemorySegment functions) {
    this.functions = functions;
  }

  /** Loads and initializes a library; it stays loaded, as the JDK's provider has it loaded too. */
  static Native load(Path library) throws TokenFailure {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry =
          SymbolLookup.libraryLookup(library, Arena.global())
              .find("C_GetFunctionList")
              .orElseThrow(() -> new TokenFailure(library + " is no PKCS#11 library"));
      MemorySegment list = arena.allocate(ValueLayout.ADDRESS);
      check("C_GetFunctionList", call(entry, list));
      Native loaded =
          new Native(
              list.get(ValueLayout.ADDRESS, 0)
                  .reinterpret(ValueLayout.ADDRESS.byteSize() * (FUNCTIONS + 1)));
      MemorySegment arguments = arena.allocate(48, 8);
      arguments.set(ValueLayout.JAVA_LONG, 32, OS_LOCKING);
      long code = loaded.call(INITIALIZE, arguments);
      if (code != ALREADY_INITIALIZED) {
        check("C_Initialize", code);
      }
      return loaded;
    } catch (IllegalArgumentException notLoadable) {
      throw new TokenFailure(library + " cannot be loaded; name another with ?module-path=");
    }
  }

  /** Calls a function; arguments are longs, ints for CK_BYTE, and addresses. */
  long call(int function, Object... arguments) throws TokenFailure {
    // After the version, padded to the size of a pointer, the functions follow in their order.
    return call(
        functions.get(ValueLayout.ADDRESS, ValueLayout.ADDRESS.byteSize() * (1L + function)),
        arguments);
  }

  /** As {@link #call}, refusing every answer but CKR_OK. */
  void must(String name, int function, Object... arguments) throws TokenFailure {
    check(name, call(function, arguments));
  }

  private static long call(MemorySegment function, Object... arguments) throws TokenFailure {
    MemoryLayout[] layouts = new MemoryLayout[arguments.length];
    for (int i = 0; i < layouts.length; i++) {
      layouts[i] =
          switch (arguments[i]) {
            case Long number -> ValueLayout.JAVA_LONG;
            case Byte flag -> ValueLayout.JAVA_BYTE;
            default -> ValueLayout.ADDRESS;
          };
    }
    try {
      return (long)
          LINKER
              .downcallHandle(function, FunctionDescriptor.of(ValueLayout.JAVA_LONG, layouts))
              .invokeWithArguments(arguments);
    } catch (Throwable impossible) {
      throw new TokenFailure("call of a PKCS#11 function: " + impossible.getMessage());
    }
  }

  private static void check(String name, long code) throws TokenFailure {
    if (code != 0) {
      throw new TokenFailure(
          switch ((int) code) {
            case 0x3 -> "no such slot";
            case 0xA0 -> "wrong PIN";
            case 0xA1, 0xA2 -> "the token does not take such a PIN";
            case 0xA4 -> "the PIN is locked after too many wrong ones";
            case 0xE0 -> "no token in the slot";
            case 0xE2 -> "the token is write-protected";
            case 0x101 -> "nobody is logged in";
            case 0x102 -> "the token has no PIN yet";
            default -> name + " failed with code 0x" + Long.toHexString(code);
          });
    }
  }
}
