package org.ikev2d.transport.gate;

import java.net.InetAddress;

/** The same load for everybody. */
record FixedLoad(int halfOpenTotal, int ofEachSource) implements Load {
  @Override
  public int halfOpenFrom(InetAddress source) {
    return ofEachSource;
  }
}
