package org.ikev2d.kernel.pfkey;

import static org.ikev2d.kernel.Samples.done;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.wire.ProtocolId;

/**
 * Proves the PF_KEY adapter against a real kernel. Prints {@code ok NAME} or {@code not ok NAME
 * why} for each check; exits with 1 if any failed.
 *
 * <p>Needs CAP_NET_ADMIN, af_key, esp4, esp6, ah4, and nobody else's SAs or policies. Arguments:
 * own address, address of a peer that answers ping in the clear, both IPv4; optionally the name of
 * the peer's network namespace, which adds the check that needs commands there.
 */
public final class KernelLabCheck {
  private KernelLabCheck() {}

  public static void main(String[] arguments) {
    InetAddress us = InetAddress.ofLiteral(arguments[0]);
    InetAddress peer = InetAddress.ofLiteral(arguments[1]);
    Optional<String> namespace =
        arguments.length > 2 ? Optional.of(arguments[2]) : Optional.empty();
    switch (PfKeyBackend.open()) {
      case KernelAnswer.Refused<PfKeyBackend>(String operation, int errno, String reason) -> {
        System.out.println("not ok open " + operation + " errno=" + errno + " " + reason);
        System.exit(1);
      }
      case KernelAnswer.Done<PfKeyBackend>(PfKeyBackend backend) -> {
        var lab = new KernelLab(us, peer, namespace, backend);
        try (backend) {
          run(lab);
        }
        System.exit(lab.failures() == 0 ? 0 : 1);
      }
    }
  }

  private static void run(KernelLab lab) {
    lab.kernel.listen(lab.events::add);
    lab.check("empty-at-start", () -> empty(lab));
    new KernelLabSas(lab).all();
    new KernelLabPolicies(lab).all();
    new KernelLabTraffic(lab).all();
    lab.check("nothing-left", () -> empty(lab));
  }

  private static void empty(KernelLab lab) {
    KernelLab.same(done(lab.kernel.dump(ProtocolId.NONE)), List.of(), "SAs");
    KernelLab.same(done(lab.kernel.dump()), List.of(), "policies");
  }
}
