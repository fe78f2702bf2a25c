package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.Path;
import org.ikev2d.port.PeerRule;
import org.ikev2d.wire.AuthMethod;

/** Which rule an authenticated identity belongs to (RFC 4301 section 4.4.3). */
final class Identities {
  private Identities() {}

  /**
   * The first rule that accepts the peer's identity; among those, one that wants to see it proved
   * as the peer does, and whose own identity is the one the peer asked for, comes first.
   */
  static Optional<PeerRule> select(
      List<PeerRule> candidates,
      Identity peer,
      AuthMethod method,
      Optional<Identity> asked,
      Path path) {
    List<PeerRule> accepting = candidates.stream().filter(r -> r.accepts(peer, path)).toList();
    List<PeerRule> proving = accepting.stream().filter(r -> isProof(method, r)).toList();
    List<PeerRule> fitting = proving.isEmpty() ? accepting : proving;
    return asked
        .flatMap(id -> fitting.stream().filter(r -> r.localIdentity(path).equals(id)).findFirst())
        .or(() -> fitting.stream().findFirst());
  }

  private static boolean isProof(AuthMethod method, PeerRule rule) {
    if (method.equals(AuthMethod.NULL)) {
      return rule.remoteAuth() == AuthChoice.NULL;
    }
    return method.equals(AuthMethod.SHARED_KEY_MIC)
        ? rule.remoteAuth() == AuthChoice.PRESHARED
        : rule.remoteAuth().isSignature();
  }

  /** The one identity that a rule expects of its peer, where there is just one. */
  static Optional<Identity> expected(PeerRule rule, Path path) {
    if (Anonymous.isPeer(rule)) {
      return Optional.empty();
    }
    if (rule.remoteIds().isEmpty()) {
      return Optional.of(Identity.ofAddress(path.remoteAddress()));
    }
    return rule.remoteIds().size() == 1
            && rule.remoteIds().getFirst() instanceof IdPattern.Exact exact
        ? Optional.of(exact.identity())
        : Optional.empty();
  }

  /** What the rules accept, for a refusal. */
  static String accepted(List<PeerRule> candidates, Path path) {
    return String.join(
        ";",
        candidates.stream()
            .limit(8)
            .map(r ->
                r.label()
                    + ": "
                    + (Anonymous.isPeer(r)
                        ? "anyone without a proof"
                        : r.remoteIds().isEmpty()
                            ? Identity.ofAddress(path.remoteAddress()).toString()
                            : r.remoteIds().toString()))
            .toList());
  }
}
