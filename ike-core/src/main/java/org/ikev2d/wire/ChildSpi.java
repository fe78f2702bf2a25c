package org.ikev2d.wire;

import java.util.HexFormat;

/** The SPI of an ESP or AH SA, four octets (RFC 4301 section 4.1). */
public record ChildSpi(int value) {
  /** Eight hexadecimal digits after {@code 0x}, as the Solaris and BSD tools print it. */
  @Override
  public String toString() {
    return "0x" + HexFormat.of().toHexDigits(value);
  }

  public Bytes toBytes() {
    return Bytes.ofInt(value);
  }
}
