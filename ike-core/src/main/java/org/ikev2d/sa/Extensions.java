package org.ikev2d.sa;

import org.ikev2d.port.Childless;

/**
 * What an endpoint offers beyond RFC 7296.
 *
 * @param childless whether IKE SAs may come up without a CHILD SA (RFC 6023)
 */
public record Extensions(Childless childless) {
  public static final Extensions DEFAULT = new Extensions(Childless.ALLOW);

  public Extensions withChildless(Childless mode) {
    return new Extensions(mode);
  }
}
