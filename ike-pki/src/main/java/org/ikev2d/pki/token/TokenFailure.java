package org.ikev2d.pki.token;

/** Ends a conversation with a token; becomes a {@link TokenAnswer.Failed}. */
final class TokenFailure extends Exception {
  private static final long serialVersionUID = 1L;

  TokenFailure(String message) {
    super(message);
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
