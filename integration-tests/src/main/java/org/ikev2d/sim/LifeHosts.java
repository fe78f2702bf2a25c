package org.ikev2d.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.actor.TicketBox;
import org.ikev2d.crypto.Secret;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.Childless;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.port.TicketMarks;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;

/** The two hosts of a life, with rules and policies as its plan has them. */
final class LifeHosts {
  static final int POLICIES = 3;
  static final String A = "10.0.0.1";
  private static final String B = "10.0.0.2";

  /** What CHILD SAs and IKE SAs live where lifetimes are to end within a life. */
  private static final ChildLifetime HASTY_CHILD =
      new ChildLifetime(Duration.ofSeconds(50), Duration.ofSeconds(90), 0, 0, Duration.ZERO);

  private static final Duration HASTY_IKE = Duration.ofSeconds(40);

  private final LifePlan plan;
  private final SimNetwork network;
  private final ToyCrypto crypto;

  LifeHosts(LifePlan plan, SimNetwork network, ToyCrypto crypto) {
    this.plan = plan;
    this.network = network;
    this.crypto = crypto;
  }

  SimNode a() {
    List<GroupId> groups = List.of(GroupId.CURVE25519, GroupId.ECP_256);
    return network.node(
        "A",
        A,
        settings(plan.windowA()),
        new SimPolicy(List.of(rule("a-b", A, B, groups)), policies(A, B, 1, 2), "a shared secret"),
        crypto,
        2 * plan.seed() + 1);
  }

  SimNode b() {
    List<GroupId> groups =
        plan.turned()
            ? List.of(GroupId.ECP_256, GroupId.CURVE25519)
            : List.of(GroupId.CURVE25519, GroupId.ECP_256);
    return network.node(
        "B",
        B,
        settings(plan.windowB()),
        new SimPolicy(
            List.of(plan.nat() ? ofOneBehindNat(groups) : rule("b-a", B, A, groups)),
            policies(B, plan.nat() ? LifeNat.OUTSIDE : A, 2, 1),
            "a shared secret"),
        crypto,
        2 * plan.seed() + 2);
  }

  /** A third of the lives have what goes beyond RFC 7296, tokens and tickets above all. */
  private EndpointSettings settings(int window) {
    EndpointSettings plain =
        EndpointSettings.DEFAULT.withLiveness(Duration.ofSeconds(20)).withWindow(window);
    if (plan.seed() % 3 != 2) {
      return plain;
    }
    Secret secret = Secret.ofPublic(Bytes.ofText("a secret that outlives restarts."));
    return plain.withExtensions(
        Extensions.DEFAULT
            .withChildless(window % 2 == 0 ? Childless.PREFER : Childless.ALLOW)
            .withCrashDetection(true, Optional.of(secret))
            .withMessageIdSync(true)
            .withRedirects(true, Optional.empty())
            .withSessions(
                true,
                Optional.of(
                    new TicketBox(
                        new JdkCrypto(), secret, Duration.ofHours(1), TicketMarks.NONE))));
  }

  private PeerRule rule(String label, String local, String remote, List<GroupId> groups) {
    IkeXform usual =
        Rules.xform(
            EncrChoice.of(EncrId.AES_CBC, 256),
            IntegId.HMAC_SHA2_256_128,
            groups.toArray(GroupId[]::new));
    IkeXform xform =
        plan.hasty()
            ? new IkeXform(usual.encr(), usual.integ(), usual.prf(), usual.groups(), HASTY_IKE)
            : usual;
    PeerRule bare = Rules.rule(label, local, remote, xform);
    return new PeerRule(
        bare.label(),
        bare.local(),
        bare.remote(),
        bare.localId(),
        bare.remoteIds(),
        bare.localAuth(),
        bare.remoteAuth(),
        plan.more().xforms(xform, local.equals(A)),
        pfs(groups.getFirst()),
        plan.hasty() ? HASTY_CHILD : ChildLifetime.DEFAULT,
        plan.more().child());
  }

  /** With different favourites, neither side takes the other's: both are asked for the third. */
  private List<GroupId> pfs(GroupId favourite) {
    if (plan.pfs().equals(GroupId.NONE)) {
      return List.of();
    }
    return plan.turned() ? List.of(favourite, GroupId.ECP_384) : List.of(plan.pfs());
  }

  /** What the other side is called does not depend on where it is. */
  private PeerRule ofOneBehindNat(List<GroupId> groups) {
    PeerRule direct = rule("b-a", B, A, groups);
    return new PeerRule(
        direct.label(),
        direct.local(),
        List.of(AddressRange.ofPrefix(Rules.address(LifeNat.OUTSIDE), LifeNat.PREFIX)),
        direct.localId(),
        direct.remoteIds(),
        direct.localAuth(),
        direct.remoteAuth(),
        direct.xforms(),
        direct.childPfs(),
        direct.childLifetime(),
        direct.childAdditional());
  }

  /** One in transport mode, unless a NAT is in the way, and others in tunnel mode. */
  private List<SecurityPolicy> policies(String local, String remote, int localNet, int remoteNet) {
    List<SecurityPolicy> policies = new ArrayList<>();
    if (!plan.nat()) {
      policies.add(Rules.transport("p0", local, remote, Rules.ESP_AES_SHA512));
    }
    for (int i = policies.size(); i < POLICIES; i++) {
      policies.add(
          Rules.tunnel(
              "p" + i,
              "10." + localNet + "." + i + ".0/24",
              "10." + remoteNet + "." + i + ".0/24",
              local,
              remote,
              Rules.ESP_AES_SHA512));
    }
    return policies;
  }
}
