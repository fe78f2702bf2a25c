package org.ikev2d.kernel.pfkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.kernel.Samples.PEER;
import static org.ikev2d.kernel.Samples.PEER6;
import static org.ikev2d.kernel.Samples.US;
import static org.ikev2d.kernel.Samples.US6;
import static org.ikev2d.kernel.Samples.address;
import static org.ikev2d.kernel.Samples.id;
import static org.ikev2d.kernel.Samples.net;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.ikev2d.kernel.msg.Dialect;
import org.ikev2d.kernel.msg.MsgType;
import org.ikev2d.kernel.msg.SaType;
import org.ikev2d.kernel.msg.SadbCodec;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelPolicy.Template;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaMove;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Test;

/** SADB_X_MIGRATE octet by octet, as struct sadb_x_policy and sadb_x_ipsecrequest lay it out. */
class MigrateRequestsTest {
  private static final InetAddress NEW = address("10.9.0.9");

  private static SaMove move(SaId id, InetAddress source, InetAddress destination) {
    return new SaMove(
        List.of(id), IpsecMode.TUNNEL, 0x3001, source, destination, Optional.empty(), List.of());
  }

  private static KernelPolicy tunnel() {
    return new KernelPolicy(
        Direction.OUT,
        net("10.1.0.0", 16),
        net("10.2.0.0", 16),
        100,
        false,
        Optional.of(
            new Template(
                ProtocolId.ESP, IpsecMode.TUNNEL, Optional.of(US), Optional.of(PEER), 0x3001)));
  }

  @Test
  void isTheSelectorsAndTwoRequestsThatDifferInTheirAddresses() {
    SaId id = id(0x1000, US, PEER);
    List<SadbExtension> extensions = MigrateRequests.of(tunnel(), move(id, NEW, PEER), id);
    byte[] octets =
        new SadbCodec(Dialect.LINUX, java.nio.ByteOrder.LITTLE_ENDIAN)
            .encode(SadbMessage.request(MsgType.X_MIGRATE, SaType.UNSPEC, 7, 77, extensions));

    assertThat(HexFormat.of().formatHex(octets))
        .isEqualTo(
            // sadb_msg: version 2, type 24, 22 words, number 7, process 77
            "0218000016000000070000004d000000"
                // source 10.1.0.0/16, any protocol
                + "03000500ff100000020000000a0100000000000000000000"
                // destination 10.2.0.0/16
                + "03000600ff100000020000000a0200000000000000000000"
                // sadb_x_policy: 14 words, ipsec, outbound, id 0, priority 100
                + "0e001200020002000000000064000000"
                // 48 octets, ESP, tunnel, unique, reqid 0x3001: from 10.9.0.1 to 10.9.0.2
                + "30003200020300000130000000000000"
                + "020000000a0900010000000000000000"
                + "020000000a0900020000000000000000"
                // the same from 10.9.0.9
                + "30003200020300000130000000000000"
                + "020000000a0900090000000000000000"
                + "020000000a0900020000000000000000");
  }

  @Test
  void namesAddressesInTransportModeToo() {
    SaId id = id(0x1000, US6, PEER6);
    SaMove move =
        new SaMove(
            List.of(id),
            IpsecMode.TRANSPORT,
            1,
            US6,
            address("2001:db8::9"),
            Optional.empty(),
            List.of());
    SadbExtension.Policy policy =
        (SadbExtension.Policy) MigrateRequests.of(tunnel(), move, id).get(2);
    assertThat(policy.requests())
        .hasSize(2)
        .allMatch(r -> r.mode() == 1 && r.endpoints().isPresent());
    assertThat(policy.requests().get(1).endpoints().orElseThrow().destination().toInetAddress())
        .isEqualTo(address("2001:db8::9"));
  }

  /** No packet may fall under a policy that only helps to name an SA. */
  @Test
  void aHelperIsForAddressesOfNobody() {
    SaId id = id(0x1000, US, PEER);
    KernelPolicy helper = MigrateRequests.helper(move(id, NEW, PEER), id);
    assertThat(helper.source()).isEqualTo(net("192.0.2.254", 32));
    assertThat(helper.destination()).isEqualTo(net("192.0.2.254", 32));
    assertThat(helper.priority()).isGreaterThan(1_000_000);
    assertThat(helper.template().orElseThrow())
        .isEqualTo(
            new Template(
                ProtocolId.ESP, IpsecMode.TUNNEL, Optional.of(US), Optional.of(PEER), 0x3001));
    assertThat(
            MigrateRequests.helper(move(id(1, US6, PEER6), US6, PEER6), id(1, US6, PEER6)).source())
        .isEqualTo(net("2001:db8::fffe", 128));
  }
}
