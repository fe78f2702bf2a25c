package org.ikev2d.kernel.pfkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.kernel.Samples.PEER;
import static org.ikev2d.kernel.Samples.PEER6;
import static org.ikev2d.kernel.Samples.US;
import static org.ikev2d.kernel.Samples.US6;
import static org.ikev2d.kernel.Samples.net;
import static org.ikev2d.kernel.Samples.service;
import static org.ikev2d.kernel.Samples.transport;

import java.util.List;
import java.util.Optional;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.Vectors;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelPolicy.Template;
import org.ikev2d.port.Spd;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PolicyRequestsTest {
  private static KernelPolicy plain(AddressSelector source, AddressSelector destination) {
    return new KernelPolicy(Direction.OUT, source, destination, 0, true, Optional.empty());
  }

  private static Spd.Installed told(String vector) {
    return PolicyRequests.installed(Vectors.message(vector)).orElseThrow();
  }

  @Test
  void aTransportPolicyIsTheRequestThatAKernelAccepted() {
    var policy =
        new KernelPolicy(
            Direction.OUT,
            net("10.9.0.1", 32),
            net("10.9.0.2", 32),
            0,
            false,
            Optional.of(
                new Template(
                    ProtocolId.ESP, IpsecMode.TRANSPORT, Optional.empty(), Optional.empty(), 0)));
    assertThat(PolicyRequests.add(policy))
        .isEqualTo(Vectors.message("pfkey-spdadd-out-transport-esp-require.req").extensions());
  }

  @Test
  void aForwardTunnelPolicyIsTheRequestThatAKernelAccepted() {
    KernelPolicy policy = told("pfkey-spdadd-fwd-tunnel-unique.rsp").policy();
    assertThat(policy.direction()).isEqualTo(Direction.FORWARD);
    assertThat(policy.template().orElseThrow().mode()).isEqualTo(IpsecMode.TUNNEL);
    assertThat(PolicyRequests.add(policy))
        .isEqualTo(Vectors.message("pfkey-spdadd-fwd-tunnel-unique.req").extensions());
  }

  @Test
  void discardAndBypassAreTheRequestsThatAKernelAccepted() {
    for (String name : List.of("pfkey-spdadd-discard", "pfkey-spdadd-none")) {
      assertThat(PolicyRequests.add(told(name + ".rsp").policy()))
          .isEqualTo(Vectors.message(name + ".req").extensions());
    }
    assertThat(told("pfkey-spdadd-discard.rsp").policy().discard()).isTrue();
    assertThat(told("pfkey-spdadd-none.rsp").policy().discard()).isFalse();
  }

  @Test
  void aTunnelOfAnotherFamilyIsRead() {
    Template template = told("pfkey-spdadd-out-v4-in-v6.rsp").policy().template().orElseThrow();
    assertThat(template.source()).contains(US6);
    assertThat(template.destination()).contains(PEER6);
  }

  @Test
  void portsAndProtocolsAreRead() {
    KernelPolicy policy = told("pfkey-spdadd-out-tunnel-ipv6-tcp443.rsp").policy();
    assertThat(policy.destination().startPort()).isEqualTo(443);
    assertThat(policy.destination().endPort()).isEqualTo(443);
    assertThat(policy.destination().ipProtocol()).isEqualTo(6);
    assertThat(policy.source().anyPort()).isTrue();
  }

  @Test
  void allCapturedRepliesAboutPoliciesAreRead() {
    List<String> names =
        Vectors.names().stream()
            .filter(n -> n.contains("spd") && n.endsWith(".rsp"))
            .filter(n -> Vectors.message(n).find(SadbExtension.Policy.class).isPresent())
            .toList();
    assertThat(names).hasSize(18);
    assertThat(names).allSatisfy(n -> assertThat(told(n).id()).isNotZero());
  }

  @Test
  void deletionNamesSelectorAndDirection() {
    List<SadbExtension> captured = Vectors.message("pfkey-spddelete.req").extensions();
    KernelPolicy policy = told("pfkey-spddelete.rsp").policy();
    List<SadbExtension> request = PolicyRequests.delete(policy);
    assertThat(request.subList(0, 2)).isEqualTo(captured.subList(0, 2));
    assertThat(((SadbExtension.Policy) request.get(2)).direction())
        .isEqualTo(((SadbExtension.Policy) captured.get(2)).direction());
  }

  @Tag("R7296-3.13.1-1")
  @Test
  void typeAndCodeTravelInThePorts() {
    var unreachable = service("10.1.0.0", 16, 1, 0x0301);
    var echo = new AddressSelector(1, 0x0800, 0x08ff, unreachable.start(), unreachable.end());
    for (AddressSelector source : List.of(unreachable, echo)) {
      SelectorMapper.Pair pair = SelectorMapper.of(source, net("0.0.0.0", 0));
      assertThat(SelectorMapper.selectors(pair.source(), pair.destination()).source())
          .isEqualTo(source);
    }
    SelectorMapper.Pair pair = SelectorMapper.of(net("0.0.0.0", 0), unreachable);
    assertThat(pair.source().address().port()).isEqualTo(3);
    assertThat(pair.destination().address().port()).isEqualTo(1);
    assertThat(pair.source().protocol()).isEqualTo(1);
  }

  @Test
  void whatPfKeyCannotExpressIsRefusedInWords() {
    AddressSelector all = net("0.0.0.0", 0);
    assertThat(problem(plain(range(), all))).contains("is not a prefix");
    assertThat(problem(plain(net("::", 0), all))).contains("differ in family");
    assertThat(problem(plain(service("10.0.0.0", 8, 6, 1), service("10.0.0.0", 8, 17, 1))))
        .contains("differ in protocol");
    assertThat(problem(plain(ports(6, 80, 90), all))).contains("several ports");
    assertThat(problem(plain(ports(6, 0, 0), all))).contains("port 0");
    assertThat(problem(plain(ports(6, 65_535, 0), all))).contains("opaque");
    assertThat(problem(plain(ports(1, 0x0800, 0x0800), all))).contains("type or code 0");
    assertThat(problem(plain(ports(1, 0x0000, 0x00ff), all))).contains("type or code 0");
    assertThat(problem(plain(ports(1, 0x0300, 0x0803), all))).contains("several types");
    assertThat(problem(transport(Direction.OUT, 16_384))).contains("reqid 16384");
    assertThat(problem(tunnel(Optional.of(US), Optional.empty()))).contains("both outer");
    assertThat(problem(tunnel(Optional.of(US), Optional.of(PEER6)))).contains("one family");
    assertThat(PolicyRequests.problem(tunnel(Optional.of(US), Optional.of(PEER)))).isEmpty();
    assertThat(PolicyRequests.problem(plain(all, all))).isEmpty();
  }

  private static String problem(KernelPolicy policy) {
    return PolicyRequests.problem(policy).orElseThrow();
  }

  private static AddressSelector ports(int protocol, int first, int last) {
    return AddressSelector.ofPrefix(Bytes.of(10, 0, 0, 0), 8, protocol, first, last);
  }

  private static AddressSelector range() {
    return new AddressSelector(0, 0, 65_535, Bytes.of(10, 0, 0, 1), Bytes.of(10, 0, 0, 9));
  }

  private static KernelPolicy tunnel(
      Optional<java.net.InetAddress> source, Optional<java.net.InetAddress> destination) {
    return new KernelPolicy(
        Direction.OUT,
        net("10.1.0.0", 16),
        net("10.2.0.0", 16),
        0,
        false,
        Optional.of(new Template(ProtocolId.ESP, IpsecMode.TUNNEL, source, destination, 7)));
  }
}
