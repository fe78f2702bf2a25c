package org.ikev2d.exchange;

import java.util.List;

/** The features that take part in exchanges, in the order in which they add their payloads. */
public final class Features {
  private Features() {}

  public static List<Contributor> all() {
    return List.of(
        new Cookie(), new NatDetection(), new Fragmentation(), new InitialContact());
  }
}
