package org.ikev2d.eap;

import java.util.Optional;
import org.ikev2d.wire.Bytes;

/**
 * What follows the type of an EAP-MSCHAPv2 message (draft-kamath-pppext-eap-mschapv2 section 2).
 *
 * @param code 1 Challenge, 2 Response, 3 Success, 4 Failure
 * @param id joins an answer to its challenge
 * @param body what follows the length; answers to Success and Failure have neither id nor body
 */
record MsChapPacket(int code, int id, Bytes body) {
  static final int CHALLENGE = 1;
  static final int RESPONSE = 2;
  static final int SUCCESS = 3;
  static final int FAILURE = 4;

  private static final int HEADER = 4;

  static Optional<MsChapPacket> decode(Bytes data) {
    if (data.length() == 1) {
      return Optional.of(new MsChapPacket(data.at(0), 0, Bytes.EMPTY));
    }
    boolean good = data.length() >= HEADER && data.shortAt(2) == data.length();
    return good
        ? Optional.of(new MsChapPacket(data.at(0), data.at(1), data.slice(HEADER, data.length())))
        : Optional.empty();
  }

  Bytes encode() {
    return Bytes.concat(Bytes.of(code, id), Bytes.ofShort(HEADER + body.length()), body);
  }

  /** An answer to Success or Failure. */
  static Bytes bare(int code) {
    return Bytes.of(code);
  }
}
