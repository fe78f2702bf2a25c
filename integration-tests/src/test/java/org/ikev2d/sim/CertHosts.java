package org.ikev2d.sim;

import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.EndpointSettings;

/** Two hosts that prove their identities by certificates. */
final class CertHosts {
  static final Identity A = Identity.ofFqdn("a.example.com");
  static final Identity B = Identity.ofFqdn("b.example.com");

  private CertHosts() {}

  static TwoHosts hosts(Identity idA, AuthChoice authA, Identity idB, AuthChoice authB) {
    EndpointSettings settings = EndpointSettings.DEFAULT.withFragmentation(true, 1280);
    return new TwoHosts(
        TwoHosts.policy(
            rule(TwoHosts.ruleA(Rules.AES_SHA256_X25519), idA, authA, idB, authB),
            TwoHosts.transportA()),
        TwoHosts.policy(
            rule(TwoHosts.ruleB(Rules.AES_SHA256_X25519), idB, authB, idA, authA),
            TwoHosts.transportB()),
        settings);
  }

  static TwoHosts hosts() {
    return hosts(A, AuthChoice.CERT, B, AuthChoice.CERT);
  }

  static PeerRule rule(
      PeerRule like, Identity local, AuthChoice localAuth, Identity remote, AuthChoice remoteAuth) {
    return new PeerRule(
        like.label(),
        like.local(),
        like.remote(),
        Optional.of(local),
        List.of(new IdPattern.Exact(remote)),
        localAuth,
        remoteAuth,
        like.xforms(),
        like.childPfs(),
        like.childLifetime());
  }
}
