package org.ikev2d.sa;

import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.Identity;
import org.ikev2d.wire.Bytes;

/**
 * A gateway's ticket, with what a client needs to resume the IKE SA that it stands for (RFC 5723
 * section 4.2).
 *
 * @param ticket only the gateway can read it
 * @param skD of the IKE SA that was lost
 * @param local our identity then
 * @param remote the gateway's
 * @param untilNanos on the clock of {@link org.ikev2d.port.Timers#nanoTime}
 */
public record HeldTicket(
    Bytes ticket, Secret skD, IkeSuite suite, Identity local, Identity remote, long untilNanos)
    implements AutoCloseable {
  @Override
  public void close() {
    skD.close();
  }
}
