package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PostQuantumKey;
import org.ikev2d.wire.Bytes;

/**
 * What a rule asks of its peers, so that a ticket made under other keys is not taken: a resumed IKE
 * SA asks for no proof but that of its old keys.
 */
final class TicketMeans {
  private TicketMeans() {}

  /**
   * A digest that changes with the authentication that the rule asks for: methods, the shared keys,
   * the labels of raw keys, required_signer, the PPKs that are required, and the password of the
   * peer where it has proved itself by one. Only who has SK_d can make it.
   */
  static Secret of(Turn turn, PeerRule rule, Identity peer, Prf prf, Secret skD) {
    List<Secret> copies = new ArrayList<>();
    turn.context()
        .policy()
        .preSharedKeys(rule.label())
        .ifPresent(keys -> {
          copies.add(digest(prf, skD, keys.local()));
          copies.add(digest(prf, skD, keys.remote()));
        });
    if (rule.remoteAuth().isEap()) {
      turn.context().policy().eapSecrets(rule.label()).stream()
          .filter(s -> Bytes.ofText(s.name()).equals(peer.data()))
          .forEach(s -> copies.add(digest(prf, skD, s.password())));
    }
    // One that may be used and need not be changes nothing of what is asked.
    turn.context().policy().postQuantumKeys(rule.label()).stream()
        .filter(PostQuantumKey::required)
        .forEach(key -> copies.add(digest(prf, skD, key.key())));
    byte[][] parts = new byte[copies.size() + 1][];
    parts[0] =
        Bytes.ofText(rule.localAuth() + " " + rule.remoteAuth() + " " + rule.store()).toArray();
    for (int i = 0; i < copies.size(); i++) {
      parts[i + 1] = copies.get(i).borrow();
    }
    Secret means = prf.compute(skD, parts);
    copies.forEach(Secret::close);
    return means;
  }

  private static Secret digest(Prf prf, Secret skD, Secret key) {
    return prf.compute(skD, key.borrow());
  }
}
