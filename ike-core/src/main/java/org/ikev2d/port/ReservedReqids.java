package org.ikev2d.port;

/**
 * The reqids that this daemon gives to its SAs and policies, the upper quarter of what Linux PF_KEY
 * can express. Manual SAs and other daemons keep out of it, so that a reqid tells whose an SA is.
 */
public final class ReservedReqids {
  public static final int FIRST = 12_288;

  /** Linux replaces what is above by numbers of its own. */
  public static final int LAST = 16_383;

  private ReservedReqids() {}

  public static boolean contains(int reqid) {
    return reqid >= FIRST && reqid <= LAST;
  }
}
