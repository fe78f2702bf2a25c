package org.ikev2d.pki.path;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.CertExtensions.Policies;

/**
 * Certificate policies along a path, with any policy wanted (RFC 5280 section 6.1.3, steps d to f,
 * in the form of RFC 9618, which needs no tree of exponential size). What is kept is the set of
 * policies under which the path is valid so far, in terms of the next certificate.
 */
final class PolicyGraph {
  private static final String ANY = "2.5.29.32.0";

  private Set<String> valid = Set.of(ANY);
  private int explicit;
  private int mapping;
  private int any;

  /**
   * Starts above the first certificate.
   *
   * @param length certificates of the path without its anchor
   */
  private PolicyGraph(int length) {
    explicit = length + 1;
    mapping = length + 1;
    any = length + 1;
  }

  /**
   * Whether policies permit the path.
   *
   * @param path from the certificate after the anchor to the leaf
   */
  static boolean permits(List<Cert> path) {
    PolicyGraph graph = new PolicyGraph(path.size());
    for (int i = 0; i < path.size(); i++) {
      boolean last = i == path.size() - 1;
      graph.take(path.get(i), last);
      if (graph.explicit <= 0 && graph.valid.isEmpty()) {
        return false;
      }
      if (!last) {
        graph.prepare(path.get(i));
      }
    }
    return graph.permitsLeaf(path.getLast());
  }

  private boolean permitsLeaf(Cert leaf) {
    OptionalInt required = leaf.extensions().policies().requireExplicit();
    boolean wanted = explicit - 1 <= 0 || required.isPresent() && required.getAsInt() == 0;
    return !wanted || !valid.isEmpty();
  }

  private void take(Cert cert, boolean last) {
    Policies policies = cert.extensions().policies();
    if (policies.ids().isEmpty()) {
      valid = Set.of();
      return;
    }
    Set<String> own = policies.ids().get();
    boolean anyCounts = own.contains(ANY) && (any > 0 || !last && cert.isSelfIssued());
    Set<String> next = new HashSet<>();
    if (valid.contains(ANY)) {
      own.stream().filter(id -> !id.equals(ANY)).forEach(next::add);
      if (anyCounts) {
        next.add(ANY);
      }
    }
    for (String id : valid) {
      if (!id.equals(ANY) && (own.contains(id) || anyCounts)) {
        next.add(id);
      }
    }
    valid = next;
  }

  /** RFC 5280 section 6.1.4, steps a, b and h to j. */
  private void prepare(Cert cert) {
    Policies policies = cert.extensions().policies();
    if (!policies.mappings().isEmpty()) {
      map(policies.mappings());
    }
    if (!cert.isSelfIssued()) {
      explicit--;
      mapping--;
      any--;
    }
    explicit = least(explicit, policies.requireExplicit());
    mapping = least(mapping, policies.inhibitMapping());
    any = least(any, policies.inhibitAny());
  }

  private void map(Map<String, Set<String>> mappings) {
    Map<String, Set<String>> usable = new HashMap<>(mappings);
    Set<String> next = new HashSet<>();
    for (String id : valid) {
      Set<String> to = usable.get(id);
      if (to == null) {
        next.add(id);
      } else if (mapping > 0) {
        next.addAll(to);
      }
    }
    if (valid.contains(ANY) && mapping > 0) {
      usable.values().forEach(next::addAll);
    }
    valid = next;
  }

  private static int least(int current, OptionalInt limit) {
    return limit.isPresent() ? Math.min(current, limit.getAsInt()) : current;
  }
}
