package org.ikev2d.sim;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.Direction;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PolicyAction.Endpoints;
import org.ikev2d.port.PolicyAction.Protect;
import org.ikev2d.port.Protection;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;
import org.ikev2d.wire.ProtocolId;

/** Rules and policies in few words. */
public final class Rules {
  private Rules() {}

  public static final IkeXform AES_SHA256_X25519 =
      xform(EncrChoice.of(EncrId.AES_CBC, 256), IntegId.HMAC_SHA2_256_128, GroupId.CURVE25519);

  public static final IkeXform AES_SHA256_ECP256 =
      xform(EncrChoice.of(EncrId.AES_CBC, 256), IntegId.HMAC_SHA2_256_128, GroupId.ECP_256);

  public static final Protection ESP_AES_SHA512 =
      new Protection(
          ProtocolId.ESP,
          List.of(EncrChoice.of(EncrId.AES_CBC, 256)),
          List.of(IntegId.HMAC_SHA2_512_256));

  public static IkeXform xform(EncrChoice encr, IntegId integ, GroupId... groups) {
    return new IkeXform(
        List.of(encr),
        List.of(integ),
        List.of(PrfId.HMAC_SHA2_256),
        List.of(groups),
        Duration.ofHours(1));
  }

  /** A rule between two hosts with addresses as identities. */
  public static PeerRule rule(String label, String local, String remote, IkeXform... xforms) {
    return new PeerRule(
        label,
        List.of(AddressRange.of(address(local))),
        List.of(AddressRange.of(address(remote))),
        Optional.of(Identity.ofAddress(address(local))),
        List.of(new IdPattern.Exact(Identity.ofAddress(address(remote)))),
        AuthChoice.PRESHARED,
        AuthChoice.PRESHARED,
        List.of(xforms),
        List.of(),
        ChildLifetime.DEFAULT);
  }

  /**
   * The same rule with a key exchange for each CHILD SA but the one of IKE_AUTH.
   *
   * @param groups in order of preference
   */
  public static PeerRule withPfs(PeerRule rule, GroupId... groups) {
    return new PeerRule(
        rule.label(),
        rule.local(),
        rule.remote(),
        rule.localId(),
        rule.remoteIds(),
        rule.localAuth(),
        rule.remoteAuth(),
        rule.xforms(),
        List.of(groups),
        rule.childLifetime());
  }

  /** The same rule under another identity of ours. */
  public static PeerRule withLocalId(PeerRule rule, Identity identity) {
    return new PeerRule(
        rule.label(),
        rule.local(),
        rule.remote(),
        Optional.of(identity),
        rule.remoteIds(),
        rule.localAuth(),
        rule.remoteAuth(),
        rule.xforms(),
        rule.childPfs(),
        rule.childLifetime());
  }

  public static SecurityPolicy transport(
      String name, String local, String remote, Protection... alternatives) {
    return policy(
        name,
        host(local),
        host(remote),
        new Protect(IpsecMode.TRANSPORT, List.of(alternatives), Optional.empty(), false));
  }

  public static SecurityPolicy tunnel(
      String name,
      String localNet,
      String remoteNet,
      String local,
      String remote,
      Protection... alternatives) {
    return policy(
        name,
        net(localNet),
        net(remoteNet),
        new Protect(
            IpsecMode.TUNNEL,
            List.of(alternatives),
            Optional.of(new Endpoints(address(local), address(remote))),
            false));
  }

  public static AddressSelector host(String text) {
    byte[] octets = address(text).getAddress();
    return AddressSelector.ofPrefix(Bytes.copyOf(octets), octets.length * 8);
  }

  /** {@code 10.1.0.0/16}. */
  public static AddressSelector net(String text) {
    int slash = text.indexOf('/');
    return AddressSelector.ofPrefix(
        Bytes.copyOf(address(text.substring(0, slash)).getAddress()),
        Integer.parseInt(text.substring(slash + 1)));
  }

  public static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }

  private static SecurityPolicy policy(
      String name, AddressSelector local, AddressSelector remote, Protect protect) {
    return new SecurityPolicy(
        name, 1, List.of(local), List.of(remote), Set.of(Direction.IN, Direction.OUT), protect);
  }
}
