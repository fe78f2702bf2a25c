package org.ikev2d.sim;

/** Which of the four nonces of two exchanges that meet is the lowest (RFC 7296 section 2.8.1). */
enum Lowest {
  REQUEST_OF_A,
  ANSWER_TO_A,
  REQUEST_OF_B,
  ANSWER_TO_B;

  /** Whether it belongs to the exchange that A has begun, which is undone then. */
  boolean isOfA() {
    return this == REQUEST_OF_A || this == ANSWER_TO_A;
  }

  /** What that nonce begins with. */
  int nonce(Lowest which) {
    return which == this ? 0x01 : 0x80 + which.ordinal();
  }
}
