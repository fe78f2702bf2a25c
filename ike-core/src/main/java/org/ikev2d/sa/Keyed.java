package org.ikev2d.sa;

import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.envelope.Envelope;

/**
 * The keys of an IKE SA once both sides have them.
 *
 * @param skD from which the keys of CHILD SAs and of the next IKE SA come
 * @param envelope protects and opens messages with SK_e and SK_a
 */
public record Keyed(IkeSuite suite, Prf prf, Secret skD, Envelope envelope)
    implements AutoCloseable {
  @Override
  public void close() {
    skD.close();
    envelope.close();
  }
}
