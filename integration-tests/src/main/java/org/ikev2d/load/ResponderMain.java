package org.ikev2d.load;

import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.pki.bc.BcCrypto;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sim.Rules;

/** {@link BareResponder} as a process: {@code LOCAL REMOTE KEY IKE-PORT NATT-PORT}. */
public final class ResponderMain {
  private ResponderMain() {}

  public static void main(String[] args) throws InterruptedException {
    InetAddress local = Rules.address(args[0]);
    EndpointSettings settings =
        EndpointSettings.DEFAULT.withPorts(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    new BareResponder(
        local,
        Rules.address(args[1]),
        args[2],
        settings,
        new BcCrypto(new JdkCrypto()),
        event -> {});
    System.out.println("ready pid=" + ProcessHandle.current().pid());
    new CountDownLatch(1).await();
  }
}
