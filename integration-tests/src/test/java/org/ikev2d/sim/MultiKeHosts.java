package org.ikev2d.sim;

import java.util.List;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.PeerRule;
import org.ikev2d.wire.GroupId;

/** The hosts of {@link Scenario} with additional key exchanges (RFC 9370). */
final class MultiKeHosts {
  static final List<GroupId> ONE = List.of(GroupId.ECP_256);
  static final List<GroupId> TWO = List.of(GroupId.ECP_256, GroupId.ML_KEM_768);
  private static final List<GroupId> PFS = List.of(GroupId.CURVE25519);
  private static final IkeXform SINGLE = Rules.AES_SHA256_X25519;

  private MultiKeHosts() {}

  /** One more key exchange wherever there is one. */
  static Scenario.Hosts withOne() {
    return with(ONE);
  }

  static Scenario.Hosts withTwo() {
    return with(TWO);
  }

  private static Scenario.Hosts with(List<GroupId> additional) {
    List<IkeXform> xforms = List.of(SINGLE.withAdditional(additional));
    return with(xforms, xforms, PFS, PFS, additional);
  }

  /** Each prefers a group for CHILD SAs that the other has not got; they have a third in common. */
  static Scenario.Hosts withStrangeGroups() {
    return childGroups(
        List.of(GroupId.CURVE25519, GroupId.ECP_256), List.of(GroupId.ECP_384, GroupId.ECP_256));
  }

  /** Host 1 begins with a group that host 2 has not got, and takes what host 2 begins with. */
  static Scenario.Hosts withOneStranger() {
    return childGroups(List.of(GroupId.CURVE25519, GroupId.ECP_256), List.of(GroupId.ECP_256));
  }

  private static Scenario.Hosts childGroups(List<GroupId> first, List<GroupId> second) {
    List<IkeXform> xforms = List.of(SINGLE);
    return with(xforms, xforms, first, second, List.of(GroupId.ML_KEM_768));
  }

  /**
   * Each replaces the IKE SA in the way that the other one likes best: host 1 with one key
   * exchange, host 2 with two.
   */
  static Scenario.Hosts withMixedIkeSas() {
    IkeXform more = SINGLE.withAdditional(ONE);
    return with(List.of(more, SINGLE), List.of(SINGLE, more), PFS, PFS, ONE);
  }

  /** Each has its own favourite of two groups for IKE SAs. */
  static Scenario.Hosts withOpposedGroups() {
    List<IkeXform> first = List.of(groups(GroupId.CURVE25519, GroupId.ECP_384));
    List<IkeXform> second = List.of(groups(GroupId.ECP_384, GroupId.CURVE25519));
    return with(first, second, PFS, PFS, ONE);
  }

  private static IkeXform groups(GroupId... groups) {
    IkeXform usual = SINGLE;
    return new IkeXform(usual.encr(), usual.integ(), usual.prf(), List.of(groups), usual.lifetime())
        .withAdditional(ONE);
  }

  private static Scenario.Hosts with(
      List<IkeXform> first,
      List<IkeXform> second,
      List<GroupId> pfsOfFirst,
      List<GroupId> pfsOfSecond,
      List<GroupId> child) {
    Scenario.Hosts usual = Scenario.Hosts.usual();
    return new Scenario.Hosts(
        policy(usual.first(), first, pfsOfFirst, child),
        policy(usual.second(), second, pfsOfSecond, child),
        usual.settings());
  }

  private static SimPolicy policy(
      SimPolicy usual, List<IkeXform> xforms, List<GroupId> pfs, List<GroupId> child) {
    PeerRule rule = usual.rules().getFirst();
    PeerRule more =
        new PeerRule(
            rule.label(),
            rule.local(),
            rule.remote(),
            rule.localId(),
            rule.remoteIds(),
            rule.localAuth(),
            rule.remoteAuth(),
            xforms,
            pfs,
            rule.childLifetime(),
            child);
    return new SimPolicy(List.of(more), usual.policies(), usual.key());
  }
}
