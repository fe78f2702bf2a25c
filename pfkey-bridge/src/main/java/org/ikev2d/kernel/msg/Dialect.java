package org.ikev2d.kernel.msg;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What differs in the wire format of the systems that speak PF_KEYv2.
 *
 * @param name of the system
 * @param domain the number of PF_KEY as a protocol family
 * @param inet the number of AF_INET
 * @param inet6 the number of AF_INET6
 * @param sockaddr how a socket address begins
 * @param inet6Size octets of an IPv6 socket address: 28, or 32 where a source id follows the scope
 * @param request how an ipsecrequest begins
 * @param extensions the meaning of each extension number
 */
public record Dialect(
    String name,
    int domain,
    int inet,
    int inet6,
    SockaddrStyle sockaddr,
    int inet6Size,
    RequestLayout request,
    Map<Integer, ExtKind> extensions) {
  /** How a socket address tells its family. */
  public enum SockaddrStyle {
    /** Sixteen bits of family, in host order. */
    FAMILY16,
    /** Eight bits of length, eight of family (BSD). */
    LENGTH8_FAMILY8
  }

  /** The fixed part of an ipsecrequest. */
  public enum RequestLayout {
    /** 16 octets, the reqid in 32 bits. */
    WIDE(16),
    /** 8 octets, the reqid in 16 bits (KAME). */
    NARROW(8);

    final int size;

    RequestLayout(int size) {
      this.size = size;
    }
  }

  /** Linux af_key. */
  public static final Dialect LINUX =
      new Dialect(
          "linux",
          15,
          2,
          10,
          SockaddrStyle.FAMILY16,
          28,
          RequestLayout.WIDE,
          numberedFromOne(ExtKind.values().length - 1));

  public Dialect {
    extensions = Map.copyOf(extensions);
  }

  /** The meaning of an extension number, {@link ExtKind#UNKNOWN} where it has none. */
  public ExtKind kindOf(int code) {
    ExtKind kind = extensions.get(code);
    return kind != null ? kind : ExtKind.UNKNOWN;
  }

  /** The number of an extension, empty where this system has no such extension. */
  public OptionalInt codeOf(ExtKind kind) {
    return extensions.entrySet().stream()
        .filter(e -> e.getValue() == kind)
        .mapToInt(Map.Entry::getKey)
        .findFirst();
  }

  /** All extensions of Linux carry the numbers of {@link ExtKind}'s order, which is its own. */
  private static Map<Integer, ExtKind> numberedFromOne(int count) {
    var numbers = new HashMap<Integer, ExtKind>();
    for (int i = 0; i < count; i++) {
      numbers.put(i + 1, ExtKind.values()[i]);
    }
    return numbers;
  }
}
