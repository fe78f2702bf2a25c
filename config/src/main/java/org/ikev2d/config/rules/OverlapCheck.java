package org.ikev2d.config.rules;

import java.util.List;
import java.util.Map;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Position;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.PeerRule;

/** Warns of rules that can never be chosen, or whose choice depends on their order alone. */
final class OverlapCheck {
  /** Every pair of rules is compared; beyond this many it would take too long. */
  private static final int MOST_RULES = 1000;

  private OverlapCheck() {}

  static void check(List<PeerRule> rules, Map<String, Position> positions, FindingLog log) {
    if (rules.size() > MOST_RULES) {
      return;
    }
    for (int later = 1; later < rules.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        if (check(rules.get(earlier), rules.get(later), positions, log)) {
          break;
        }
      }
    }
  }

  private static boolean check(
      PeerRule earlier, PeerRule later, Map<String, Position> positions, FindingLog log) {
    boolean overlap =
        overlap(earlier.local(), later.local()) && overlap(earlier.remote(), later.remote());
    if (!overlap) {
      return false;
    }
    Position at = positions.getOrDefault(later.label(), Position.ofFile("rules"));
    Position first = positions.getOrDefault(earlier.label(), Position.ofFile("rules"));
    String names =
        "`" + later.label() + "`: rule `" + earlier.label() + "` at line " + first.line();
    if (covers(earlier.local(), later.local()) && covers(earlier.remote(), later.remote())) {
      boolean never = identitiesCovered(earlier, later);
      log.warning(
          at,
          "rule " + names + " covers all its addresses" + (never ? " and identities" : ""),
          never
              ? "put it before that one, else it is never used"
              : "put it before that one, else it is never used to initiate");
      return true;
    }
    boolean nested =
        covers(later.local(), earlier.local()) && covers(later.remote(), earlier.remote());
    if (!nested && identitiesCovered(earlier, later)) {
      log.warning(
          at,
          "rule " + names + " covers some of its addresses",
          "the first one in the file is used for those: check that this is meant");
      return true;
    }
    return false;
  }

  private static boolean identitiesCovered(PeerRule earlier, PeerRule later) {
    if (earlier.remoteIds().isEmpty() || later.remoteIds().isEmpty()) {
      return earlier.remoteIds().equals(later.remoteIds())
          || earlier.remoteIds().contains(new IdPattern.Any());
    }
    return later.remoteIds().stream()
        .allMatch(id -> earlier.remoteIds().stream().anyMatch(e -> covers(e, id)));
  }

  private static boolean covers(IdPattern outer, IdPattern inner) {
    return switch (outer) {
      case IdPattern.Any() -> true;
      case IdPattern.Exact exact -> exact.equals(inner);
      case IdPattern.Names names ->
          names.equals(inner)
              || inner instanceof IdPattern.Exact(var identity) && names.matches(identity);
      case IdPattern.Addresses(AddressRange range) ->
          switch (inner) {
            case IdPattern.Any() -> false;
            case IdPattern.Names names -> false;
            case IdPattern.Exact(var identity) -> outer.matches(identity);
            case IdPattern.Addresses(AddressRange other) -> covers(range, other);
          };
    };
  }

  private static boolean covers(List<AddressRange> outer, List<AddressRange> inner) {
    return inner.stream().allMatch(i -> outer.stream().anyMatch(o -> covers(o, i)));
  }

  private static boolean covers(AddressRange outer, AddressRange inner) {
    return outer.start().length() == inner.start().length()
        && outer.start().compareTo(inner.start()) <= 0
        && inner.end().compareTo(outer.end()) <= 0;
  }

  private static boolean overlap(List<AddressRange> left, List<AddressRange> right) {
    return left.stream()
        .anyMatch(l ->
            right.stream()
                .anyMatch(r ->
                    l.start().length() == r.start().length()
                        && l.start().compareTo(r.end()) <= 0
                        && r.start().compareTo(l.end()) <= 0));
  }
}
