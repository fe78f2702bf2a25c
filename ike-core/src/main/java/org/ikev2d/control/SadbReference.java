package org.ikev2d.control;

import java.net.InetAddress;
import org.ikev2d.wire.ChildSpi;

/**
 * One SA of the SADB.
 *
 * @param type {@link SadbType#AH} or {@link SadbType#ESP}
 */
public record SadbReference(SadbType type, ChildSpi spi, InetAddress destination) {
  @Override
  public String toString() {
    return type.word() + " " + spi + " " + destination.getHostAddress();
  }
}
