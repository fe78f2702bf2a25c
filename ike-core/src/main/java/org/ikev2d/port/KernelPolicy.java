package org.ikev2d.port;

import java.net.InetAddress;
import java.util.Optional;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.wire.ProtocolId;

/**
 * One unidirectional entry of a kernel's SPD.
 *
 * @param source selector; its ports must be one port or all
 * @param priority lower is matched first
 * @param template present for traffic to be protected
 */
public record KernelPolicy(
    Direction direction,
    AddressSelector source,
    AddressSelector destination,
    int priority,
    boolean discard,
    Optional<Template> template) {
  /** The same policy with a template for other outer addresses. */
  public KernelPolicy between(InetAddress outerSource, InetAddress outerDestination) {
    return new KernelPolicy(
        direction,
        source,
        destination,
        priority,
        discard,
        template.map(t ->
            new Template(
                t.protocol(),
                t.mode(),
                Optional.of(outerSource),
                Optional.of(outerDestination),
                t.reqid())));
  }

  /**
   * @param source outer source address, present in tunnel mode
   * @param reqid ties the policy to SAs; 1 to 16383 on Linux PF_KEY
   */
  public record Template(
      ProtocolId protocol,
      IpsecMode mode,
      Optional<InetAddress> source,
      Optional<InetAddress> destination,
      int reqid) {}
}
