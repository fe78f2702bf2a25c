package org.ikev2d.kernel.msg;

import java.util.Map;

/**
 * A message type. 1 to 11 are those of RFC 2367 section 2.3.1 everywhere; the others are named here
 * as Linux and the KAME family number them.
 */
public record MsgType(int code) {
  public static final MsgType GETSPI = new MsgType(1);
  public static final MsgType UPDATE = new MsgType(2);
  public static final MsgType ADD = new MsgType(3);
  public static final MsgType DELETE = new MsgType(4);
  public static final MsgType GET = new MsgType(5);
  public static final MsgType ACQUIRE = new MsgType(6);
  public static final MsgType REGISTER = new MsgType(7);
  public static final MsgType EXPIRE = new MsgType(8);
  public static final MsgType FLUSH = new MsgType(9);
  public static final MsgType DUMP = new MsgType(10);
  public static final MsgType X_PROMISC = new MsgType(11);
  public static final MsgType X_SPDUPDATE = new MsgType(13);
  public static final MsgType X_SPDADD = new MsgType(14);
  public static final MsgType X_SPDDELETE = new MsgType(15);
  public static final MsgType X_SPDGET = new MsgType(16);
  public static final MsgType X_SPDDUMP = new MsgType(18);
  public static final MsgType X_SPDFLUSH = new MsgType(19);
  public static final MsgType X_SPDDELETE2 = new MsgType(22);
  public static final MsgType X_NAT_T_NEW_MAPPING = new MsgType(23);
  public static final MsgType X_MIGRATE = new MsgType(24);

  private static final Names NAMES =
      new Names(
          "MSG",
          Map.ofEntries(
              Map.entry(1, "GETSPI"),
              Map.entry(2, "UPDATE"),
              Map.entry(3, "ADD"),
              Map.entry(4, "DELETE"),
              Map.entry(5, "GET"),
              Map.entry(6, "ACQUIRE"),
              Map.entry(7, "REGISTER"),
              Map.entry(8, "EXPIRE"),
              Map.entry(9, "FLUSH"),
              Map.entry(10, "DUMP"),
              Map.entry(11, "X_PROMISC"),
              Map.entry(12, "X_PCHANGE"),
              Map.entry(13, "X_SPDUPDATE"),
              Map.entry(14, "X_SPDADD"),
              Map.entry(15, "X_SPDDELETE"),
              Map.entry(16, "X_SPDGET"),
              Map.entry(17, "X_SPDACQUIRE"),
              Map.entry(18, "X_SPDDUMP"),
              Map.entry(19, "X_SPDFLUSH"),
              Map.entry(20, "X_SPDSETIDX"),
              Map.entry(21, "X_SPDEXPIRE"),
              Map.entry(22, "X_SPDDELETE2"),
              Map.entry(23, "X_NAT_T_NEW_MAPPING"),
              Map.entry(24, "X_MIGRATE")));

  /** The name without its {@code SADB_} prefix, or the number for a code without one. */
  @Override
  public String toString() {
    return NAMES.of(code);
  }
}
