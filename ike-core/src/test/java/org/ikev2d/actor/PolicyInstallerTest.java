package org.ikev2d.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.Direction;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.Path;
import org.ikev2d.port.PolicyAction;
import org.ikev2d.port.PolicyPart;
import org.ikev2d.port.Protection;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.port.Spd;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Test;

class PolicyInstallerTest {
  private final ListSpd spd = new ListSpd();
  private final List<IkeEvent> events = new ArrayList<>();
  private final PolicyInstaller installer = new PolicyInstaller(spd, events::add, 12_288, 12_289);

  @Test
  void aTunnelIsAlsoCheckedWhereAGatewayForwards() {
    installer.apply(List.of(policy("a", tunnel())));
    assertThat(spd.directions())
        .containsExactlyInAnyOrder(Direction.OUT, Direction.IN, Direction.FORWARD);
  }

  @Test
  void transportModeBetweenHostsNeedsNoForwarding() {
    installer.apply(List.of(policy("a", transport())));
    assertThat(spd.directions()).containsExactlyInAnyOrder(Direction.OUT, Direction.IN);
  }

  @Test
  void exceptionsHoldForForwardedPacketsToo() {
    installer.apply(List.of(policy("a", new PolicyAction.Discard())));
    assertThat(spd.directions())
        .containsExactlyInAnyOrder(Direction.OUT, Direction.IN, Direction.FORWARD);
    assertThat(spd.policies).allMatch(KernelPolicy::discard);
  }

  @Test
  void aReloadLeavesWhatStaysAndRemovesTheRest() {
    SecurityPolicy stays = policy("a", transport());
    SecurityPolicy goes = policy("b", new PolicyAction.Bypass());
    installer.apply(List.of(stays, goes));
    int reqid = installer.reqid(stays);
    spd.added = 0;

    installer.apply(List.of(stays));

    assertThat(spd.added).isZero();
    assertThat(spd.policies).hasSize(2).allMatch(p -> p.template().isPresent());
    assertThat(installer.reqid(stays)).isEqualTo(reqid);
  }

  @Test
  void namesThePolicyThatAnAcquireIsAbout() {
    SecurityPolicy policy = policy("a", transport());
    installer.apply(List.of(policy));
    assertThat(installer.byKernelId(1)).contains(policy);
    assertThat(installer.byKernelId(99)).isEmpty();
  }

  @Test
  void removesAllOfItsOwnAndNothingElse() {
    spd.policies.add(foreign());
    installer.apply(List.of(policy("a", tunnel())));
    installer.removeAll();
    assertThat(spd.policies).containsExactly(foreign());
  }

  private static PolicyPart part(SecurityPolicy policy, int host) {
    return new PolicyPart(
        policy,
        policy.local(),
        List.of(AddressSelector.ofPrefix(Bytes.of(10, 0, 97, host), 32)),
        path(host));
  }

  private static Path path(int host) {
    return new Path(
        new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 500),
        new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + host), 500),
        false);
  }

  private static SaId sa(int spi, int host, boolean inbound) {
    InetAddress here = InetAddress.ofLiteral("192.0.2.1");
    InetAddress there = InetAddress.ofLiteral("192.0.2." + host);
    return new SaId(
        ProtocolId.ESP, new ChildSpi(spi), inbound ? there : here, inbound ? here : there);
  }

  @Test
  void aPeerWhereThePolicySaysNeedsNothingOfItsOwn() {
    SecurityPolicy policy = policy("a", tunnel());
    installer.apply(List.of(policy));
    assertThat(installer.reqid(part(policy, 2))).isEqualTo(installer.reqid(policy));
    installer.hold(part(policy, 2), sa(257, 2, true), true);
    assertThat(spd.policies).hasSize(3);
  }

  @Test
  void entriesOfAPeerElsewhereComeFirstAndGoWithItsSas() {
    SecurityPolicy policy = policy("a", tunnel());
    installer.apply(List.of(policy));
    List<KernelPolicy> before = List.copyOf(spd.policies);
    int reqid = installer.reqid(part(policy, 7));
    assertThat(reqid).isNotEqualTo(installer.reqid(policy));

    installer.hold(part(policy, 7), sa(257, 7, true), true);
    assertThat(spd.directions().stream().skip(3)).containsExactly(Direction.IN, Direction.FORWARD);
    installer.hold(part(policy, 7), sa(258, 7, false), false);
    assertThat(spd.policies.stream().skip(3))
        .hasSize(3)
        .allMatch(p -> p.priority() == before.getFirst().priority() - 1)
        .allMatch(p -> p.template().orElseThrow().reqid() == reqid);

    installer.release(sa(258, 7, false));
    assertThat(spd.directions().stream().skip(3)).doesNotContain(Direction.OUT).hasSize(2);
    installer.release(sa(257, 7, true));
    assertThat(spd.policies).isEqualTo(before);
    assertThat(installer.reqid(part(policy, 8))).as("free again").isEqualTo(reqid);
  }

  @Test
  void theNewestSaOfAPeerSaysWhereItIs() {
    SecurityPolicy policy = policy("a", tunnel());
    installer.apply(List.of(policy));
    installer.hold(part(policy, 7), sa(257, 7, false), false);
    installer.hold(part(policy, 7), sa(258, 8, false), false);
    assertThat(destinations()).containsExactly("192.0.2.8");
    installer.release(sa(258, 8, false));
    assertThat(destinations()).containsExactly("192.0.2.7");
    installer.renamed(sa(257, 7, false), sa(257, 9, false));
    assertThat(destinations()).containsExactly("192.0.2.9");
    installer.removeAll();
    assertThat(spd.policies).isEmpty();
  }

  @Test
  void aPeerElsewhereTakesThePlaceOfAnEntryWithItsSelectorsForAWhile() {
    SecurityPolicy policy = policy("a", tunnel());
    installer.apply(List.of(policy));
    List<KernelPolicy> before = List.copyOf(spd.policies);
    PolicyPart whole = new PolicyPart(policy, policy.local(), policy.remote(), path(7));

    installer.hold(whole, sa(257, 7, true), true);
    installer.hold(whole, sa(258, 7, false), false);
    List<KernelPolicy> meanwhile = List.copyOf(spd.policies);
    assertThat(meanwhile)
        .hasSize(3)
        .allMatch(p -> p.template().orElseThrow().reqid() == installer.reqid(whole));
    installer.apply(List.of(policy));
    assertThat(spd.policies).as("a reload leaves it").isEqualTo(meanwhile);

    installer.release(sa(257, 7, true));
    installer.release(sa(258, 7, false));
    assertThat(spd.policies).isEqualTo(before);
    assertThat(events).isEmpty();
  }

  @Test
  void aPolicyWithoutAReqidIsRefusedAndTheOthersAreInstalled() {
    List<SecurityPolicy> three =
        List.of(policy("a", tunnel()), policy("b", tunnel()), policy("c", tunnel()));
    assertThat(installer.apply(three)).isEqualTo(1);
    assertThat(spd.policies).hasSize(6);
    assertThat(events).singleElement().matches(e -> e.name().equals("policy.refused"));
  }

  private List<String> destinations() {
    return spd.policies.stream()
        .skip(3)
        .map(p -> p.template().orElseThrow().destination().orElseThrow().getHostAddress())
        .toList();
  }

  @Test
  void withoutAReqidOfItsOwnAPeerSharesThatOfThePolicy() {
    SecurityPolicy policy = policy("a", tunnel());
    installer.apply(List.of(policy));
    installer.reqid(part(policy, 6));
    installer.hold(part(policy, 7), sa(257, 7, true), true);
    assertThat(installer.reqid(part(policy, 7))).as("what nobody held is free").isEqualTo(12_289);
    assertThat(installer.reqid(part(policy, 8))).isEqualTo(installer.reqid(policy));
    assertThat(events).singleElement().matches(e -> e.name().equals("policy.reqid.shared"));
  }

  private static KernelPolicy foreign() {
    return new KernelPolicy(Direction.OUT, net(9), net(8), 0, false, Optional.empty());
  }

  private static PolicyAction tunnel() {
    InetAddress here = InetAddress.ofLiteral("192.0.2.1");
    InetAddress there = InetAddress.ofLiteral("192.0.2.2");
    return new PolicyAction.Protect(
        IpsecMode.TUNNEL,
        List.of(protection()),
        Optional.of(new PolicyAction.Endpoints(here, there)),
        false);
  }

  private static PolicyAction transport() {
    return new PolicyAction.Protect(
        IpsecMode.TRANSPORT, List.of(protection()), Optional.empty(), false);
  }

  private static Protection protection() {
    return new Protection(
        ProtocolId.ESP,
        List.of(EncrChoice.of(EncrId.AES_CBC, 256)),
        List.of(IntegId.HMAC_SHA2_512_256));
  }

  private static SecurityPolicy policy(String name, PolicyAction action) {
    return new SecurityPolicy(
        name,
        1,
        List.of(net(1)),
        List.of(net(name.charAt(0))),
        Set.of(Direction.IN, Direction.OUT),
        action);
  }

  private static AddressSelector net(int third) {
    return AddressSelector.ofPrefix(Bytes.of(10, 0, third, 0), 24);
  }

  /** An SPD that is a list. */
  private static final class ListSpd implements Spd {
    final List<KernelPolicy> policies = new ArrayList<>();
    int added;

    @Override
    public KernelAnswer<Integer> add(KernelPolicy policy) {
      added++;
      policies.add(policy);
      return KernelAnswer.done(policies.size());
    }

    @Override
    public KernelAnswer<Integer> replace(KernelPolicy policy) {
      policies.replaceAll(p ->
          p.direction() == policy.direction()
                  && p.source().equals(policy.source())
                  && p.destination().equals(policy.destination())
              ? policy
              : p);
      return KernelAnswer.done(policies.indexOf(policy) + 1);
    }

    @Override
    public KernelAnswer<KernelPolicy> delete(KernelPolicy policy) {
      policies.remove(policy);
      return KernelAnswer.done(policy);
    }

    @Override
    public KernelAnswer<List<Installed>> dump() {
      List<Installed> all = new ArrayList<>();
      policies.forEach(p -> all.add(new Installed(all.size() + 1, p)));
      return KernelAnswer.done(all);
    }

    List<Direction> directions() {
      return policies.stream().map(KernelPolicy::direction).toList();
    }
  }
}
