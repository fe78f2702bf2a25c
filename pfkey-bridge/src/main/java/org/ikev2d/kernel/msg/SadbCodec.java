package org.ikev2d.kernel.msg;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Octets to messages and back.
 *
 * <p>Decoding never throws and never reads past the octets given. It goes by the size that was
 * received rather than by the length in the header, because Linux announces too little for a policy
 * of several requests whose tunnel is of another family.
 */
public final class SadbCodec {
  /** The local kernel's own format. */
  public static final SadbCodec NATIVE = new SadbCodec(Dialect.LINUX, ByteOrder.nativeOrder());

  private static final int MAX_WORDS = 0xffff;

  private final Dialect dialect;
  private final ByteOrder order;
  private final ExtensionReader reader;
  private final ExtensionWriter writer;

  public SadbCodec(Dialect dialect, ByteOrder order) {
    this.dialect = dialect;
    this.order = order;
    this.reader = new ExtensionReader(dialect);
    this.writer = new ExtensionWriter(dialect);
  }

  public Decoded decode(byte[] octets) {
    return decode(octets, octets.length);
  }

  /**
   * Decodes the first {@code length} octets. The caller still owns them and wipes them if they hold
   * keys; what it gets has copies.
   */
  public Decoded decode(byte[] octets, int length) {
    List<SadbExtension> extensions = new ArrayList<>();
    try {
      return new Decoded.Message(message(Cursor.of(octets, length, order), length, extensions));
    } catch (Cursor.MalformedException e) {
      SadbMessage.wipe(extensions);
      return new Decoded.Malformed(e.reason, e.offset);
    }
  }

  private SadbMessage message(Cursor cursor, int received, List<SadbExtension> extensions) {
    int version = cursor.u8();
    if (version != SadbMessage.VERSION) {
      throw cursor.malformed("PF_KEY version " + version);
    }
    var type = new MsgType(cursor.u8());
    int errno = cursor.u8();
    var saType = new SaType(cursor.u8());
    int announced = cursor.u16() * 8;
    int reserved = cursor.u16();
    int seq = cursor.i32();
    int pid = cursor.i32();
    if (announced > received || announced < SadbMessage.HEADER_SIZE) {
      throw cursor.malformed(announced + " octets announced, " + received + " received");
    }
    while (cursor.remaining() > 0) {
      extensions.add(extension(cursor));
    }
    return new SadbMessage(type, errno, saType, reserved, seq, pid, extensions);
  }

  private SadbExtension extension(Cursor cursor) {
    int size = cursor.u16() * 8;
    int code = cursor.u16();
    if (size == 0 || code == 0) {
      throw cursor.malformed("extension of type " + code + " and length " + size);
    }
    return reader.read(code, cursor.part(size - 4));
  }

  /**
   * The caller zeroes the result after use if it holds keys.
   *
   * @throws IllegalArgumentException for an extension that the dialect has no number for, and for a
   *     message of more than 65535 words
   */
  public byte[] encode(SadbMessage message) {
    var to = new Writer(order);
    to.u8(SadbMessage.VERSION)
        .u8(message.type().code())
        .u8(message.errno())
        .u8(message.saType().code())
        .u16(0)
        .u16(message.reserved())
        .i32(message.seq())
        .i32(message.pid());
    for (SadbExtension extension : message.extensions()) {
      int start = to.length();
      to.u16(0).u16(codeOf(extension));
      writer.write(extension, to);
      to.pad(start, 8);
      to.setU16(start, words(to.length() - start));
    }
    to.setU16(4, words(to.length()));
    return to.finish();
  }

  private int codeOf(SadbExtension extension) {
    if (extension instanceof SadbExtension.Unknown unknown) {
      return unknown.code();
    }
    return dialect
        .codeOf(extension.kind())
        .orElseThrow(() ->
            new IllegalArgumentException(dialect.name() + " has no extension " + extension.kind()));
  }

  private static int words(int octets) {
    if (octets / 8 > MAX_WORDS) {
      throw new IllegalArgumentException("PF_KEY message of " + octets + " octets");
    }
    return octets / 8;
  }
}
