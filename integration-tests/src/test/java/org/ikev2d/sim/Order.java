package org.ikev2d.sim;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
}
