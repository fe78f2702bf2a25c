package org.ikev2d.control;

import java.util.Locale;
import java.util.Optional;

/** Why a command was refused. */
public enum ErrorCode {
  /** Not a request of this protocol, or one with missing or malformed members. */
  BAD_REQUEST,
  UNKNOWN_COMMAND,
  NOT_FOUND,
  /** The caller is neither root nor the daemon's user. */
  NOT_PERMITTED,
  /** The daemon's privilege level forbids it. */
  PRIVILEGE,
  /** A file has errors; nothing was changed. */
  INVALID_FILE,
  /** The negotiation or the kernel said no. */
  FAILED,
  /** Not done within the command's time limit; it goes on in the daemon. */
  TIMEOUT,
  BUSY,
  /** This daemon or its kernel backend cannot do that. */
  UNSUPPORTED,
  /** A defect of the daemon, told in its log. */
  INTERNAL;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ErrorCode> named(String word) {
    for (ErrorCode code : values()) {
      if (code.word().equals(word)) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
