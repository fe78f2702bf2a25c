package org.ikev2d.daemon;

/** The daemon cannot start; the message is for the administrator. */
final class StartFailure extends Exception {
  private static final long serialVersionUID = 1;

  StartFailure(String message) {
    super(message, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
