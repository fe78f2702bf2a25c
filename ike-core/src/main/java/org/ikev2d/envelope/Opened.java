package org.ikev2d.envelope;

import java.util.List;
import org.ikev2d.codec.Problem;
import org.ikev2d.payload.Payload;
import org.ikev2d.wire.Bytes;

/** What came of opening a protected message. */
public sealed interface Opened {
  /**
   * Authentic and whole: the payloads that were inside.
   *
   * @param plaintext the same in octets, without padding
   */
  record Payloads(List<Payload> payloads, Bytes plaintext) implements Opened {
    public Payloads {
      payloads = List.copyOf(payloads);
    }
  }

  /**
   * A fragment of a message that is not whole yet. Also for a fragment that is there already, or
   * that belongs to a division with fewer fragments, which changes nothing.
   *
   * @param have how many different fragments are there
   */
  record FragmentPending(int have, int total) implements Opened {}

  /**
   * Nothing shows that the peer sent this: to be dropped without an answer (RFC 7296 section 2.21).
   *
   * @param why for the log
   */
  record NotAuthentic(String why) implements Opened {}

  /** The peer sent it, but what was inside is not well formed. */
  record Broken(Problem problem) implements Opened {}
}
