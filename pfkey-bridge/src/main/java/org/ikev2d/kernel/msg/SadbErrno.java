package org.ikev2d.kernel.msg;

import java.util.Map;

/** Error numbers of Linux, in words where the meaning in PF_KEY is more special than the name. */
public final class SadbErrno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EINVAL = 22;
  public static final int ENOSPC = 28;
  public static final int ENOSYS = 38;
  public static final int EMSGSIZE = 90;
  public static final int EOPNOTSUPP = 95;
  public static final int EAFNOSUPPORT = 97;
  public static final int ENOBUFS = 105;
  public static final int ETIMEDOUT = 110;

  private static final Map<Integer, String> WORDS =
      Map.ofEntries(
          Map.entry(EPERM, "not permitted: CAP_NET_ADMIN is needed in this network namespace"),
          Map.entry(ENOENT, "not found"),
          Map.entry(ESRCH, "no such SA"),
          Map.entry(EAGAIN, "try again"),
          Map.entry(ENOMEM, "the kernel is out of memory"),
          Map.entry(EACCES, "access denied"),
          Map.entry(EBUSY, "another dump on this socket has not ended"),
          Map.entry(EEXIST, "it exists already"),
          Map.entry(EINVAL, "the kernel finds the request invalid"),
          Map.entry(ENOSPC, "the table is full"),
          Map.entry(ENOSYS, "the kernel has no such algorithm for PF_KEY"),
          Map.entry(EMSGSIZE, "message too long"),
          Map.entry(EOPNOTSUPP, "the kernel does not support the operation"),
          Map.entry(EAFNOSUPPORT, "PF_KEY not available in this kernel"),
          Map.entry(ENOBUFS, "no buffer space"),
          Map.entry(ETIMEDOUT, "the kernel did not answer"));

  private SadbErrno() {}

  /** The meaning of an error number, or the number where it has no words of its own. */
  public static String words(int errno) {
    String words = WORDS.get(errno);
    return words != null ? words : "error " + errno;
  }
}
