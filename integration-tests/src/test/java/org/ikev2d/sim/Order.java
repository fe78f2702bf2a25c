package org.ikev2d.sim;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Which of the hosts plays the part of A in a ladder. */
enum Order {
  /** The one that has begun the first IKE SA. */
  INITIATOR_IS_A,
  RESPONDER_IS_A;

  /** Both orders, with the lowest nonce in each place. */
  static List<Arguments> eachLowest() {
    return Stream.of(values())
        .flatMap(o -> Stream.of(Lowest.values()).map(l -> Arguments.of(o, l)))
        .toList();
  }
}
