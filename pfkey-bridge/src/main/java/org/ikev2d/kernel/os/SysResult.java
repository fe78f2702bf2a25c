package org.ikev2d.kernel.os;

/**
 * What a system call returned.
 *
 * @param value −1 where it failed
 * @param errno 0 where it succeeded
 */
public record SysResult(long value, int errno) {
  public boolean failed() {
    return errno != 0;
  }

  public int intValue() {
    return (int) value;
  }
}
