package org.ikev2d.wire;

import java.util.HexFormat;

/** The SPI of an IKE SA, eight octets (RFC 7296 section 3.1). Zero means "not known yet". */
public record IkeSpi(long value) {
  public static final IkeSpi NONE = new IkeSpi(0);

  public boolean isNone() {
    return value == 0;
  }

  public Bytes toBytes() {
    return Bytes.concat(Bytes.ofInt((int) (value >>> 32)), Bytes.ofInt((int) value));
  }

  /** Sixteen hexadecimal digits without prefix. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(value);
  }
}
