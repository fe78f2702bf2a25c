package org.ikev2d.control;

import org.ikev2d.wire.ChildSpi;

/** How a command names CHILD SAs. */
public sealed interface ChildReference {
  /** One CHILD SA by either of its SPIs. */
  record BySpi(ChildSpi spi) implements ChildReference {
    @Override
    public String toString() {
      return spi.toString();
    }
  }

  /** Every CHILD SA of the IKE SAs between two hosts. */
  record Between(SaReference.ByAddresses hosts) implements ChildReference {
    @Override
    public String toString() {
      return hosts.toString();
    }
  }
}
