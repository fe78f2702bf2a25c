package org.ikev2d.exchange;

import java.util.List;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.Payload;

/**
 * A feature that takes part in exchanges: it adds payloads to messages and reads them from the
 * peer's. What it learns it keeps as a {@link org.ikev2d.sa.Trait}. A new feature is a new class
 * and one line in {@link Features}.
 */
public interface Contributor {
  /** Payloads that go before all others. */
  default List<Payload> leading(Stage stage, Turn turn) {
    return List.of();
  }

  /** Payloads that go before the SA payload, where there is one (RFC 7296 appendix C). */
  default List<Payload> beforeSa(Stage stage, Turn turn) {
    return List.of();
  }

  /** Payloads that go after those of the exchange itself. */
  default List<Payload> trailing(Stage stage, Turn turn) {
    return List.of();
  }

  /**
   * Reads the peer's message of that stage, before the exchange goes on. A message of an initial
   * exchange is not authenticated yet.
   */
  default void read(Stage stage, Message message, Turn turn) {}
}
