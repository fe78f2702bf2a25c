package org.ikev2d.pki.token;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;

/**
 * A PKCS#11 library (version 2.20 and later, on 64-bit systems). Each call opens a session and
 * closes it; who has logged in by another session is logged in here too. Safe for several threads.
 */
public final class Cryptoki {
  private static final long CKO_CERTIFICATE = 1;
  private static final long CKO_PRIVATE_KEY = 3;
  private static final long SERIAL_SESSION = 4;
  private static final long RW_SESSION = 2;
  private static final long USER_PIN_INITIALIZED = 0x8;
  private static final long TOKEN_INITIALIZED = 0x400;
  private static final long USER_PIN_FINAL_TRY = 0x20000;
  private static final long USER_PIN_LOCKED = 0x40000;
  private static final int MAX_SLOTS = 256;
  private static final int MAX_OBJECTS = 4096;
  private static final int MAX_VALUE = 65_535;
  private static final int TOKEN_INFO_SIZE = 208;

  private final Native library;

  private Cryptoki(Native library) {
    this.library = library;
  }

  /** Loads a library and initializes it. */
  public static TokenAnswer<Cryptoki> load(Path file) {
    try {
      return new TokenAnswer.Good<>(new Cryptoki(Native.load(file)));
    } catch (TokenFailure failed) {
      return new TokenAnswer.Failed<>(failed.text());
    }
  }

  /** What is done in a session. */
  @FunctionalInterface
  private interface Work<T> {
    T in(long session, Arena arena) throws TokenFailure;
  }

  private <T> TokenAnswer<T> session(long slot, boolean writing, Work<T> work) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(ValueLayout.JAVA_LONG);
      library.must(
          "C_OpenSession",
          Native.OPEN_SESSION,
          slot,
          SERIAL_SESSION | (writing ? RW_SESSION : 0),
          MemorySegment.NULL,
          MemorySegment.NULL,
          handle);
      long session = handle.get(ValueLayout.JAVA_LONG, 0);
      try {
        return new TokenAnswer.Good<>(work.in(session, arena));
      } finally {
        library.call(Native.CLOSE_SESSION, session);
      }
    } catch (TokenFailure failed) {
      return new TokenAnswer.Failed<>(failed.text());
    }
  }

  /** All tokens that are in slots. */
  public TokenAnswer<List<TokenInfo>> tokens() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
      count.set(ValueLayout.JAVA_LONG, 0, MAX_SLOTS);
      MemorySegment slots = arena.allocate(ValueLayout.JAVA_LONG, MAX_SLOTS);
      library.must("C_GetSlotList", Native.GET_SLOT_LIST, (byte) 1, slots, count);
      List<TokenInfo> tokens = new ArrayList<>();
      for (int i = 0; i < count.get(ValueLayout.JAVA_LONG, 0); i++) {
        long slot = slots.getAtIndex(ValueLayout.JAVA_LONG, i);
        MemorySegment info = arena.allocate(TOKEN_INFO_SIZE, 8);
        if (library.call(Native.GET_TOKEN_INFO, slot, info) == 0) {
          long flags = info.get(ValueLayout.JAVA_LONG, 96);
          tokens.add(
              new TokenInfo(
                  slot,
                  text(info, 0, 32),
                  text(info, 32, 32),
                  text(info, 64, 16),
                  text(info, 80, 16),
                  (flags & TOKEN_INITIALIZED) != 0,
                  (flags & USER_PIN_INITIALIZED) != 0,
                  (flags & USER_PIN_FINAL_TRY) != 0,
                  (flags & USER_PIN_LOCKED) != 0));
        }
      }
      return new TokenAnswer.Good<>(List.copyOf(tokens));
    } catch (TokenFailure failed) {
      return new TokenAnswer.Failed<>(failed.text());
    }
  }

  /** Text of fixed length, padded with blanks. */
  private static String text(MemorySegment info, long offset, int length) {
    byte[] octets = info.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    return new String(octets, StandardCharsets.UTF_8).stripTrailing();
  }

  /** Certificates of a token; public ones show without login. */
  public TokenAnswer<List<TokenCert>> certificates(long slot) {
    return session(
        slot,
        false,
        (session, arena) -> {
          List<TokenCert> found = new ArrayList<>();
          for (long handle : find(session, arena, CKO_CERTIFICATE)) {
            found.add(
                new TokenCert(
                    handle,
                    Bytes.wrap(value(session, arena, handle, Template.LABEL)).toText(),
                    Bytes.wrap(value(session, arena, handle, Template.ID)),
                    Bytes.wrap(value(session, arena, handle, Template.VALUE))));
          }
          return List.copyOf(found);
        });
  }

  /** Identifiers of the private keys; none without login. */
  public TokenAnswer<List<Bytes>> privateKeys(long slot) {
    return session(
        slot,
        false,
        (session, arena) -> {
          List<Bytes> ids = new ArrayList<>();
          for (long handle : find(session, arena, CKO_PRIVATE_KEY)) {
            ids.add(Bytes.wrap(value(session, arena, handle, Template.ID)));
          }
          return List.copyOf(ids);
        });
  }

  private List<Long> find(long session, Arena arena, long objectClass) throws TokenFailure {
    Template template =
        new Template(arena).number(Template.CLASS, objectClass).flag(Template.TOKEN, true);
    library.must(
        "C_FindObjectsInit",
        Native.FIND_OBJECTS_INIT,
        session,
        template.memory(),
        template.count());
    try {
      MemorySegment handles = arena.allocate(ValueLayout.JAVA_LONG, MAX_OBJECTS);
      MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
      library.must(
          "C_FindObjects", Native.FIND_OBJECTS, session, handles, (long) MAX_OBJECTS, count);
      List<Long> found = new ArrayList<>();
      for (int i = 0; i < count.get(ValueLayout.JAVA_LONG, 0); i++) {
        found.add(handles.getAtIndex(ValueLayout.JAVA_LONG, i));
      }
      return found;
    } finally {
      library.call(Native.FIND_OBJECTS_FINAL, session);
    }
  }

  /** One attribute; empty if the object lacks it. */
  private byte[] value(long session, Arena arena, long handle, long type) throws TokenFailure {
    MemorySegment asked = new Template(arena).wanted(type, 0).memory();
    boolean answered = library.call(Native.GET_ATTRIBUTE_VALUE, session, handle, asked, 1L) == 0;
    long length = answered ? Template.length(asked, 0) : 0;
    if (length <= 0 || length > MAX_VALUE) {
      return new byte[0];
    }
    MemorySegment wanted = new Template(arena).wanted(type, length).memory();
    library.must("C_GetAttributeValue", Native.GET_ATTRIBUTE_VALUE, session, handle, wanted, 1L);
    return wanted.get(ValueLayout.ADDRESS, 8).reinterpret(length).toArray(ValueLayout.JAVA_BYTE);
  }

  /**
   * Puts a certificate into a token that somebody is logged in to.
   *
   * @param id that of its key; empty: it has none here
   * @param subject the name in DER, as are issuer and serial
   */
  public TokenAnswer<Long> add(
      long slot, String label, Bytes id, Bytes der, Bytes subject, Bytes issuer, Bytes serial) {
    return session(
        slot,
        true,
        (session, arena) -> {
          Template template =
              new Template(arena)
                  .number(Template.CLASS, CKO_CERTIFICATE)
                  .flag(Template.TOKEN, true)
                  .flag(Template.PRIVATE, false)
                  .number(Template.CERTIFICATE_TYPE, 0)
                  .octets(Template.LABEL, label.getBytes(StandardCharsets.UTF_8))
                  .octets(Template.ID, id.toArray())
                  .octets(Template.SUBJECT, subject.toArray())
                  .octets(Template.ISSUER, issuer.toArray())
                  .octets(Template.SERIAL_NUMBER, serial.toArray())
                  .octets(Template.VALUE, der.toArray());
          MemorySegment handle = arena.allocate(ValueLayout.JAVA_LONG);
          library.must(
              "C_CreateObject",
              Native.CREATE_OBJECT,
              session,
              template.memory(),
              template.count(),
              handle);
          return handle.get(ValueLayout.JAVA_LONG, 0);
        });
  }

  /** Removes an object. */
  public TokenAnswer<Long> remove(long slot, long handle) {
    return session(
        slot,
        true,
        (session, arena) -> {
          library.must("C_DestroyObject", Native.DESTROY_OBJECT, session, handle);
          return handle;
        });
  }

  /** Gives the user another PIN. */
  public TokenAnswer<Long> setPin(long slot, Secret old, Secret fresh) {
    return session(
        slot,
        true,
        (session, arena) -> {
          MemorySegment before = copy(arena, old);
          MemorySegment after = copy(arena, fresh);
          try {
            library.must(
                "C_SetPIN",
                Native.SET_PIN,
                session,
                before,
                (long) old.length(),
                after,
                (long) fresh.length());
            return slot;
          } finally {
            before.fill((byte) 0);
            after.fill((byte) 0);
          }
        });
  }

  private static MemorySegment copy(Arena arena, Secret pin) {
    byte[] octets = pin.expose();
    MemorySegment memory = arena.allocate(Math.max(1, octets.length));
    MemorySegment.copy(octets, 0, memory, ValueLayout.JAVA_BYTE, 0, octets.length);
    Arrays.fill(octets, (byte) 0);
    return memory;
  }
}
