package org.ikev2d.kernel.text;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import org.ikev2d.kernel.SaReport;
import org.ikev2d.kernel.msg.MsgType;
import org.ikev2d.kernel.msg.SaType;
import org.ikev2d.kernel.msg.SadbCodec;
import org.ikev2d.kernel.msg.SadbErrno;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.port.SaStatus;

/**
 * SAs and PF_KEY messages as {@code ipseckey dump}, {@code get} and {@code monitor} of Solaris lay
 * them out: one line for each fact, each with the prefix of its extension, lifetimes last.
 *
 * @param showKeys false puts an X in the place of every digit of a key
 * @param zone of the times printed
 */
public record SadbText(boolean showKeys, ZoneId zone) {
  /** An SA as one reply of {@code dump}. */
  public String dump(SaStatus status, Instant now) {
    return print(status, MsgType.DUMP, now);
  }

  /** The SA as the reply to {@code get}. */
  public String get(SaStatus status, Instant now) {
    return print(status, MsgType.GET, now);
  }

  /** What ends a dump that succeeded. */
  public String dumpEnd(SaType type) {
    return "Dump succeeded for SA type " + type.code() + ".\n";
  }

  /**
   * A message that the monitor read, with its size and the time before it.
   *
   * @param octets its length
   */
  public String monitor(SadbMessage message, int octets, Instant now) {
    return "Read "
        + octets
        + " bytes.\n"
        + "Timestamp: "
        + LifetimeText.time(now, zone)
        + "\n"
        + message(message, octets, now);
  }

  /**
   * A message.
   *
   * @param octets its length
   */
  public String message(SadbMessage message, int octets, Instant now) {
    var out = new StringBuilder();
    ExtensionText.line(
        out,
        "Base message (version 2) type " + message.type() + ", SA type " + message.saType() + ".");
    if (message.errno() != 0) {
      ExtensionText.line(
          out, "Error " + message.errno() + ": " + SadbErrno.words(message.errno()) + ".");
    }
    ExtensionText.line(
        out,
        "Message length "
            + octets
            + " bytes, seq="
            + Integer.toUnsignedString(message.seq())
            + ", pid="
            + Integer.toUnsignedString(message.pid())
            + ".");
    var extensions = new ExtensionText(showKeys);
    message.extensions().forEach(e -> extensions.print(e, out));
    new LifetimeText(message, now.getEpochSecond(), zone, out).print();
    return out.toString();
  }

  private String print(SaStatus status, MsgType type, Instant now) {
    try (SadbMessage message = SaReport.message(status, type, 0, 0)) {
      byte[] octets = SadbCodec.NATIVE.encode(message);
      Arrays.fill(octets, (byte) 0);
      return message(message, octets.length, now);
    }
  }
}
