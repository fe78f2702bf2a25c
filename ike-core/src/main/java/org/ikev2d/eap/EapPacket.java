package org.ikev2d.eap;

import java.util.Optional;
import org.ikev2d.wire.Bytes;

/**
 * One EAP message (RFC 3748 section 4).
 *
 * @param code 1 to 4
 * @param identifier 0 to 255; an answer has that of its request
 * @param type 0 for Success and Failure, which have none
 * @param data what follows the type
 */
public record EapPacket(int code, int identifier, int type, Bytes data) {
  public static final int REQUEST = 1;
  public static final int RESPONSE = 2;
  public static final int SUCCESS = 3;
  public static final int FAILURE = 4;

  public static final int IDENTITY = 1;
  public static final int NOTIFICATION = 2;
  public static final int NAK = 3;
  public static final int EXPANDED = 254;

  private static final int HEADER = 4;

  /** Success or Failure. */
  static EapPacket end(int code, int identifier) {
    return new EapPacket(code, identifier, 0, Bytes.EMPTY);
  }

  /** The message; empty if it is none. The length field must be that of the octets. */
  public static Optional<EapPacket> decode(Bytes octets) {
    if (octets.length() < HEADER || octets.shortAt(2) != octets.length()) {
      return Optional.empty();
    }
    int code = octets.at(0);
    return switch (code) {
      case SUCCESS, FAILURE ->
          octets.length() == HEADER ? Optional.of(end(code, octets.at(1))) : Optional.empty();
      case REQUEST, RESPONSE ->
          octets.length() > HEADER
              ? Optional.of(
                  new EapPacket(
                      code,
                      octets.at(1),
                      octets.at(HEADER),
                      octets.slice(HEADER + 1, octets.length())))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** As it goes into an EAP payload. */
  public Bytes encode() {
    boolean bare = code == SUCCESS || code == FAILURE;
    int length = HEADER + (bare ? 0 : 1 + data.length());
    Bytes header = Bytes.concat(Bytes.of(code, identifier), Bytes.ofShort(length));
    return bare ? header : Bytes.concat(header, Bytes.of(type), data);
  }
}
