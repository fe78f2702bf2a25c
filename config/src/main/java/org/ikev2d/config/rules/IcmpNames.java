package org.ikev2d.config.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names of ICMP types and codes in ipsecinit.conf (RFC 792, RFC 4443). */
final class IcmpNames {
  static final int ICMP = 1;
  static final int ICMP6 = 58;

  private static final Map<String, Integer> TYPES4 =
      Map.ofEntries(
          Map.entry("echorep", 0),
          Map.entry("unreach", 3),
          Map.entry("squench", 4),
          Map.entry("redir", 5),
          Map.entry("echo", 8),
          Map.entry("timex", 11),
          Map.entry("paramprob", 12),
          Map.entry("timest", 13),
          Map.entry("timestrep", 14),
          Map.entry("inforeq", 15),
          Map.entry("inforep", 16),
          Map.entry("maskreq", 17),
          Map.entry("maskrep", 18));
  private static final Map<String, Integer> TYPES6 =
      Map.ofEntries(
          Map.entry("unreach6", 1),
          Map.entry("pkttoobig6", 2),
          Map.entry("timex6", 3),
          Map.entry("paramprob6", 4),
          Map.entry("echo6", 128),
          Map.entry("echorep6", 129),
          Map.entry("router-sol6", 133),
          Map.entry("router-ad6", 134),
          Map.entry("neigh-sol6", 135),
          Map.entry("neigh-ad6", 136),
          Map.entry("redir6", 137));
  private static final Map<String, Integer> CODES4 =
      Map.ofEntries(
          Map.entry("net-unr", 0),
          Map.entry("host-unr", 1),
          Map.entry("proto-unr", 2),
          Map.entry("port-unr", 3),
          Map.entry("needfrag", 4),
          Map.entry("srcfail", 5),
          Map.entry("net-unk", 6),
          Map.entry("host-unk", 7),
          Map.entry("isolate", 8),
          Map.entry("net-prohib", 9),
          Map.entry("host-prohib", 10),
          Map.entry("net-tos", 11),
          Map.entry("host-tos", 12),
          Map.entry("filter-prohib", 13),
          Map.entry("host-preced", 14),
          Map.entry("cutoff-preced", 15));
  private static final Map<String, Integer> CODES6 =
      Map.of(
          "no-route6", 0,
          "adm-prohib6", 1,
          "addr-unr6", 3,
          "port-unr6", 4,
          "hop-limex6", 0,
          "frag-re-timex6", 1,
          "err-head6", 0,
          "unrec-head6", 1,
          "unreq-opt6", 2);

  private IcmpNames() {}

  /** The number of a type; names hold for their own protocol only. */
  static Optional<Integer> type(String name, int protocol) {
    return Optional.ofNullable((protocol == ICMP ? TYPES4 : TYPES6).get(name));
  }

  static Optional<Integer> code(String name, int protocol) {
    return Optional.ofNullable((protocol == ICMP ? CODES4 : CODES6).get(name));
  }

  static List<String> types(int protocol) {
    return (protocol == ICMP ? TYPES4 : TYPES6).keySet().stream().sorted().toList();
  }

  static List<String> codes(int protocol) {
    return (protocol == ICMP ? CODES4 : CODES6).keySet().stream().sorted().toList();
  }
}
