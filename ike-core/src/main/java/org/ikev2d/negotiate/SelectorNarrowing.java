package org.ikev2d.negotiate;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.TrafficSelector;

/** Narrowing of traffic selectors (RFC 7296 section 2.9). */
public final class SelectorNarrowing {
  /** More selectors than this in an answer are not worth their kernel policies. */
  private static final int MOST = 64;

  private SelectorNarrowing() {}

  /**
   * What is both proposed and allowed, in the proposed order, without repetition. Selectors of
   * types that are not understood drop out (section 2.9).
   */
  public static List<AddressSelector> narrow(
      List<? extends TrafficSelector> proposed, List<AddressSelector> allowed) {
    List<AddressSelector> common = new ArrayList<>();
    for (TrafficSelector selector : proposed) {
      if (selector instanceof AddressSelector wanted) {
        for (AddressSelector ours : allowed) {
          wanted.intersect(ours).ifPresent(both -> addUnlessCovered(common, both));
        }
      }
    }
    List<AddressSelector> kept = common.subList(0, Math.min(common.size(), MOST));
    // Nothing narrowed is the usual case, and the list of the policy serves as well as another one.
    return List.copyOf(kept.equals(allowed) ? allowed : kept);
  }

  /** Whether every selector lies within one of {@code allowed}. */
  public static boolean isWithin(
      List<? extends TrafficSelector> selectors, List<AddressSelector> allowed) {
    return selectors.stream()
        .allMatch(
            s -> s instanceof AddressSelector a && allowed.stream().anyMatch(o -> o.contains(a)));
  }

  /** Selectors in one line, for refusals and logs. */
  public static String text(List<? extends TrafficSelector> selectors) {
    return String.join(",", selectors.stream().map(Object::toString).toList());
  }

  private static void addUnlessCovered(List<AddressSelector> common, AddressSelector both) {
    if (common.stream().noneMatch(c -> c.contains(both))) {
      common.removeIf(both::contains);
      common.add(both);
    }
  }
}
