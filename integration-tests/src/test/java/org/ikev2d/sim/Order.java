package org.ikev2d.sim;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which of the hosts plays the part of A in a ladder. */
enum Order {
  /** The one that has begun the first IKE SA. */
  INITIATOR_IS_A,
  RESPONDER_IS_A;

  /** A ladder that is to hold whoever plays which part. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest(name = "{0}")
  @EnumSource(Order.class)
  @interface Both {}

  /** The same, with the lowest nonce in each place. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  @interface EachLowest {}

  static List<Arguments> eachLowest() {
    return Stream.of(values())
        .flatMap(o -> Stream.of(Lowest.values()).map(l -> Arguments.of(o, l)))
        .toList();
  }
}
