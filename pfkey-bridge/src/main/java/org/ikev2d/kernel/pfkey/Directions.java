package org.ikev2d.kernel.pfkey;

import java.util.Optional;
import org.ikev2d.port.Direction;

/** The direction codes of sadb_x_policy. */
final class Directions {
  private Directions() {}

  static int code(Direction direction) {
    return switch (direction) {
      case IN -> 1;
      case OUT -> 2;
      case FORWARD -> 3;
    };
  }

  /** Empty for the codes that Linux gives to policies of single sockets. */
  static Optional<Direction> of(int code) {
    return switch (code) {
      case 1 -> Optional.of(Direction.IN);
      case 2 -> Optional.of(Direction.OUT);
      case 3 -> Optional.of(Direction.FORWARD);
      default -> Optional.empty();
    };
  }
}
