package org.ikev2d.codec;

import java.util.List;
import org.ikev2d.payload.Payload;

/** What came of reading a chain of payloads. */
public sealed interface Chain {
  /** The payloads in order. */
  record Parsed(List<Payload> payloads) implements Chain {
    public Parsed {
      payloads = List.copyOf(payloads);
    }
  }

  /** Not well formed. */
  record Broken(Problem problem) implements Chain {}
}
