package org.ikev2d.transport;

/**
 * What a kernel with IPsec needs to be told about our sockets.
 *
 * @param udpEncap let the kernel take ESP off the NAT traversal port (UDP_ENCAP); a kernel without
 *     it only costs a log line
 * @param ipsecBypass exempt IKE from IPsec policies; a socket for which that fails is not used,
 *     since with a policy for all traffic IKE would wait for SAs that only IKE can make
 */
public record SocketSetup(boolean udpEncap, boolean ipsecBypass) {
  /** Nothing: there is no IPsec in the kernel, or it is not ours to use. */
  public static final SocketSetup PLAIN = new SocketSetup(false, false);

  /** Everything. */
  public static final SocketSetup KERNEL_IPSEC = new SocketSetup(true, true);
}
