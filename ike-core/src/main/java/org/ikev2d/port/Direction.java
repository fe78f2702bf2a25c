package org.ikev2d.port;

/** Direction of traffic seen from this host. FORWARD exists on Linux only. */
public enum Direction {
  IN,
  OUT,
  FORWARD
}
