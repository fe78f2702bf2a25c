package org.ikev2d.cli.ikev2cert;

/** Ends a subcommand with a message for its user. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  Refusal(String message) {
    super(message);
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
