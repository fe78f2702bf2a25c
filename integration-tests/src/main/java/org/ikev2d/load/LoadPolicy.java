package org.ikev2d.load;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PolicyBase;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sim.Rules;
import org.ikev2d.sim.SimPolicy;

/** Rules and policies of both sides: one tunnel between two networks, many initiators. */
final class LoadPolicy {
  static final String LABEL = "load";

  /** The responder's identity. */
  static final Identity RESPONDER = Identity.ofFqdn("responder.load.example");

  static final String INITIATOR_NET = "10.101.0.0/16";
  static final String RESPONDER_NET = "10.102.0.0/16";

  private LoadPolicy() {}

  /**
   * @param serial makes the identity
   */
  static PolicyBase initiator(
      InetAddress local, InetAddress remote, Suite suite, long serial, String key) {
    PeerRule rule =
        rule(
            local,
            remote,
            Identity.ofFqdn("i" + serial + ".load.example"),
            new IdPattern.Exact(RESPONDER),
            List.of(suite));
    return new SimPolicy(
        List.of(rule), List.of(tunnel(INITIATOR_NET, RESPONDER_NET, local, remote)), key);
  }

  static PolicyBase responder(InetAddress local, InetAddress remote, String key) {
    PeerRule rule = rule(local, remote, RESPONDER, new IdPattern.Any(), List.of(Suite.values()));
    return new SimPolicy(
        List.of(rule), List.of(tunnel(RESPONDER_NET, INITIATOR_NET, local, remote)), key);
  }

  private static PeerRule rule(
      InetAddress local, InetAddress remote, Identity own, IdPattern peer, List<Suite> suites) {
    return new PeerRule(
        LABEL,
        List.of(AddressRange.of(local)),
        List.of(AddressRange.of(remote)),
        Optional.of(own),
        List.of(peer),
        AuthChoice.PRESHARED,
        AuthChoice.PRESHARED,
        suites.stream().map(Suite::xform).toList(),
        List.of(),
        ChildLifetime.DEFAULT);
  }

  private static SecurityPolicy tunnel(
      String localNet, String remoteNet, InetAddress local, InetAddress remote) {
    return Rules.tunnel(
        LABEL,
        localNet,
        remoteNet,
        local.getHostAddress(),
        remote.getHostAddress(),
        Rules.ESP_AES_SHA512);
  }
}
