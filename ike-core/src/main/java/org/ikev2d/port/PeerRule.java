package org.ikev2d.port;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Identity;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IdType;

/**
 * One rule of the Peer Authorization Database (RFC 4301 section 4.4.3), a rule of ikev2.config.
 *
 * @param label unique in its file
 * @param localId empty: the address in use
 * @param remoteIds empty: the peer's address
 * @param xforms in order of preference; at least one
 * @param childPfs groups of key exchanges for CHILD SAs in CREATE_CHILD_SA, in order of preference;
 *     empty: none is offered
 * @param childAdditional key exchanges that go with any of those groups (RFC 9370)
 * @param authLifetime after which the peers have to prove their identities anew (RFC 4478); zero
 *     for never
 * @param store which keys and certificates count
 */
public record PeerRule(
    String label,
    List<AddressRange> local,
    List<AddressRange> remote,
    Optional<Identity> localId,
    List<IdPattern> remoteIds,
    AuthChoice localAuth,
    AuthChoice remoteAuth,
    List<IkeXform> xforms,
    List<GroupId> childPfs,
    ChildLifetime childLifetime,
    List<GroupId> childAdditional,
    Duration authLifetime,
    StoreUse store) {
  public PeerRule {
    local = List.copyOf(local);
    remote = List.copyOf(remote);
    remoteIds = List.copyOf(remoteIds);
    xforms = List.copyOf(xforms);
    childPfs = List.copyOf(childPfs);
    childAdditional = List.copyOf(childAdditional);
  }

  /** Without a limit for authentications, and where the whole key store counts. */
  public PeerRule(
      String label,
      List<AddressRange> local,
      List<AddressRange> remote,
      Optional<Identity> localId,
      List<IdPattern> remoteIds,
      AuthChoice localAuth,
      AuthChoice remoteAuth,
      List<IkeXform> xforms,
      List<GroupId> childPfs,
      ChildLifetime childLifetime,
      List<GroupId> childAdditional) {
    this(
        label,
        local,
        remote,
        localId,
        remoteIds,
        localAuth,
        remoteAuth,
        xforms,
        childPfs,
        childLifetime,
        childAdditional,
        Duration.ZERO,
        StoreUse.ALL);
  }

  /** Without additional key exchanges in CREATE_CHILD_SA, and without a limit. */
  public PeerRule(
      String label,
      List<AddressRange> local,
      List<AddressRange> remote,
      Optional<Identity> localId,
      List<IdPattern> remoteIds,
      AuthChoice localAuth,
      AuthChoice remoteAuth,
      List<IkeXform> xforms,
      List<GroupId> childPfs,
      ChildLifetime childLifetime) {
    this(
        label,
        local,
        remote,
        localId,
        remoteIds,
        localAuth,
        remoteAuth,
        xforms,
        childPfs,
        childLifetime,
        List.of());
  }

  /** The same rule with another limit for what its peers have proved. */
  public PeerRule withAuthLifetime(Duration lifetime) {
    return new PeerRule(
        label,
        local,
        remote,
        localId,
        remoteIds,
        localAuth,
        remoteAuth,
        xforms,
        childPfs,
        childLifetime,
        childAdditional,
        lifetime,
        store);
  }

  /** The same rule where only that of the key store counts. */
  public PeerRule withStore(StoreUse use) {
    return new PeerRule(
        label,
        local,
        remote,
        localId,
        remoteIds,
        localAuth,
        remoteAuth,
        xforms,
        childPfs,
        childLifetime,
        childAdditional,
        authLifetime,
        use);
  }

  /** The same rule for other identities of the peer. */
  public PeerRule withRemoteIds(List<IdPattern> ids) {
    return new PeerRule(
        label,
        local,
        remote,
        localId,
        ids,
        localAuth,
        remoteAuth,
        xforms,
        childPfs,
        childLifetime,
        childAdditional,
        authLifetime,
        store);
  }

  /** Whether the rule covers that pair of addresses. */
  public boolean covers(Path path) {
    return local.stream().anyMatch(r -> r.contains(path.localAddress()))
        && remote.stream().anyMatch(r -> r.contains(path.remoteAddress()));
  }

  /** The identity we claim on that path. */
  public Identity localIdentity(Path path) {
    return localAuth == AuthChoice.NULL
        ? Identity.NULL
        : localId.orElseGet(() -> Identity.ofAddress(path.localAddress()));
  }

  /**
   * Whether the peer may claim that identity on that path. Who proves nothing may claim anything,
   * which counts for nothing; nobody else may be anonymous (RFC 7619 section 2.2).
   */
  public boolean accepts(Identity remoteIdentity, Path path) {
    if (remoteAuth == AuthChoice.NULL || remoteIdentity.type().equals(IdType.NULL)) {
      return remoteAuth == AuthChoice.NULL;
    }
    return remoteIds.isEmpty()
        ? remoteIdentity.equals(Identity.ofAddress(path.remoteAddress()))
        : remoteIds.stream().anyMatch(p -> p.matches(remoteIdentity));
  }
}
