package org.ikev2d.kernel.pfkey;

import static org.ikev2d.kernel.Samples.done;
import static org.ikev2d.kernel.Samples.errno;
import static org.ikev2d.kernel.pfkey.KernelLab.REQID;
import static org.ikev2d.kernel.pfkey.KernelLab.same;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.ikev2d.kernel.Samples;
import org.ikev2d.kernel.os.CloseCall;
import org.ikev2d.kernel.os.SetSockOptCall;
import org.ikev2d.kernel.os.SocketCall;
import org.ikev2d.kernel.os.SysResult;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.ReservedReqids;
import org.ikev2d.port.Spd;
import org.ikev2d.wire.Bytes;

/** Checks of the SPD. */
final class KernelLabPolicies {
  private final KernelLab lab;

  KernelLabPolicies(KernelLab lab) {
    this.lab = lab;
  }

  void all() {
    lab.check("policies", this::policies);
    lab.check("policy-selectors", this::policySelectors);
    lab.check("policy-of-a-socket", this::socketPolicy);
  }

  private void policies() {
    List<KernelPolicy> wanted =
        List.of(
            lab.policy(Direction.OUT, IpsecMode.TUNNEL, REQID),
            lab.policy(Direction.IN, IpsecMode.TRANSPORT, ReservedReqids.LAST),
            lab.policy(Direction.FORWARD, IpsecMode.TUNNEL, REQID));
    for (KernelPolicy policy : wanted) {
      int id = done(lab.kernel.add(policy));
      same(done(lab.kernel.get(id)), new Spd.Installed(id, policy), "policy by id");
      same(errno(lab.kernel.add(policy)), 17, "errno of a second SPDADD");
    }
    List<KernelPolicy> found = new ArrayList<>();
    done(lab.kernel.dump()).forEach(p -> found.add(p.policy()));
    same(new HashSet<>(found), new HashSet<>(wanted), "policies");
    for (KernelPolicy policy : wanted) {
      same(done(lab.kernel.delete(policy)), policy, "deleted");
      same(errno(lab.kernel.delete(policy)), 2, "errno of a second SPDDELETE");
    }
    same(errno(lab.kernel.get(0x7ff1)), 2, "errno");
    same(done(lab.kernel.dump()), List.of(), "policies");
  }

  private void policySelectors() {
    var https =
        new KernelPolicy(
            Direction.OUT,
            Samples.net("2001:db8:1::", 64),
            Samples.service("2001:db8:2::", 64, 6, 443),
            7,
            true,
            Optional.empty());
    var echo =
        new KernelPolicy(
            Direction.OUT,
            AddressSelector.ofPrefix(Bytes.of(10, 1, 0, 0), 16, 1, 0x0800, 0x08ff),
            Samples.net("0.0.0.0", 0),
            7,
            false,
            Optional.empty());
    int id = done(lab.kernel.add(https));
    KernelPolicy told = done(lab.kernel.get(id)).policy();
    same(told.destination(), https.destination(), "destination");
    same(told.source().ipProtocol(), 6, "protocol of the source");
    same(told.discard(), true, "discard");
    done(lab.kernel.delete(https));
    KernelPolicy echoTold = done(lab.kernel.get(done(lab.kernel.add(echo)))).policy();
    same(echoTold.source(), echo.source(), "source");
    done(lab.kernel.delete(echo));
    same(done(lab.kernel.dump()), List.of(), "policies");
  }

  private void socketPolicy() {
    for (int family : new int[] {2, 10}) {
      boolean four = family == 2;
      int fd = SocketCall.socket(family, 2, 0).intValue();
      for (Direction direction : List.of(Direction.IN, Direction.OUT)) {
        SysResult set =
            SetSockOptCall.set(
                fd,
                four ? PfKeyBypass.LEVEL_IPV4 : PfKeyBypass.LEVEL_IPV6,
                four ? PfKeyBypass.OPTION_IPV4 : PfKeyBypass.OPTION_IPV6,
                PfKeyBypass.option(direction));
        same(set.errno(), 0, "errno of " + direction + " in family " + family);
      }
      same(done(lab.kernel.dump()), List.of(), "policies");
      CloseCall.close(fd);
    }
  }
}
