package org.ikev2d.exchange;

import org.ikev2d.port.Credentials.Verdict;
import org.ikev2d.sa.Trait;

/**
 * How both sides have proved their identities, for logs and listings.
 *
 * @param own name of a signature, or {@code SHARED_KEY_MIC}; empty while it is not known
 * @param peer the same of the peer
 * @param certificate subject of the peer's certificate; empty without one
 */
public record AuthMethods(String own, String peer, String certificate) implements Trait {
  static final AuthMethods NONE = new AuthMethods("", "", "");

  static AuthMethods of(Turn turn) {
    return turn.traits().get(AuthMethods.class).orElse(NONE);
  }

  static AuthMethods own(Turn turn, String how) {
    AuthMethods before = of(turn);
    return new AuthMethods(how, before.peer, before.certificate);
  }

  static AuthMethods peer(Turn turn, Verdict.Proved proved) {
    return new AuthMethods(of(turn).own, proved.how(), proved.subject());
  }

  static AuthMethods peer(Turn turn, String how) {
    return new AuthMethods(of(turn).own, how, "");
  }
}
