package org.ikev2d.kernel.pfkey;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.kernel.msg.IpsecRequest;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.Sockaddr;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelPolicy.Template;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaMove;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ProtocolId;

/**
 * SADB_X_MIGRATE as Linux wants it: the selectors and direction of a policy, then two requests,
 * which differ in their addresses alone: those of now and those to come.
 */
final class MigrateRequests {
  private static final int IPPROTO_ESP = 50;
  private static final int IPPROTO_AH = 51;

  /** Behind all others. */
  private static final int LAST_PRIORITY = 0x7fff_fffe;

  /** Documentation addresses (RFC 5737, RFC 3849), of which no packet is. */
  private static final Bytes NOBODY4 = Bytes.of(192, 0, 2, 254);

  private static final Bytes NOBODY6 =
      Bytes.of(0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe);

  private MigrateRequests() {}

  static List<SadbExtension> of(KernelPolicy policy, SaMove move, SaId from) {
    SelectorMapper.Pair selector = SelectorMapper.of(policy.source(), policy.destination());
    List<IpsecRequest> requests = new ArrayList<>();
    requests.add(request(move, from));
    requests.add(request(move, move.renamed(from)));
    return List.of(
        selector.source(),
        selector.destination(),
        new SadbExtension.Policy(
            SadbExtension.Policy.IPSEC,
            Directions.code(policy.direction()),
            0,
            policy.priority(),
            requests));
  }

  private static IpsecRequest request(SaMove move, SaId id) {
    return new IpsecRequest(
        id.protocol().equals(ProtocolId.AH) ? IPPROTO_AH : IPPROTO_ESP,
        move.mode() == IpsecMode.TUNNEL ? IpsecRequest.MODE_TUNNEL : IpsecRequest.MODE_TRANSPORT,
        move.reqid() == 0 ? IpsecRequest.LEVEL_REQUIRE : IpsecRequest.LEVEL_UNIQUE,
        move.reqid(),
        Optional.of(
            new IpsecRequest.Endpoints(Sockaddr.of(id.source()), Sockaddr.of(id.destination()))));
  }

  /** A policy that only names an SA. */
  static KernelPolicy helper(SaMove move, SaId from) {
    boolean v4 = from.source() instanceof Inet4Address;
    Bytes nobody = v4 ? NOBODY4 : NOBODY6;
    AddressSelector host = AddressSelector.ofPrefix(nobody, nobody.length() * 8);
    return new KernelPolicy(
        Direction.OUT,
        host,
        host,
        LAST_PRIORITY,
        false,
        Optional.of(
            new Template(
                from.protocol(),
                move.mode(),
                Optional.of(from.source()),
                Optional.of(from.destination()),
                move.reqid())));
  }
}
