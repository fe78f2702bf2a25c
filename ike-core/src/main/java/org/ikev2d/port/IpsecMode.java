package org.ikev2d.port;

/** Transport or tunnel mode (RFC 4301 section 3.2). */
public enum IpsecMode {
  TRANSPORT,
  TUNNEL
}
