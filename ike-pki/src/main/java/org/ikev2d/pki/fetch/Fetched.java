package org.ikev2d.pki.fetch;

import org.ikev2d.wire.Bytes;

/** What became of a retrieval. */
public sealed interface Fetched {
  record Good(Bytes content) implements Fetched {}

  /**
   * Nothing usable came.
   *
   * @param late whether the server did not answer in time, which policy may forgive
   */
  record Failed(String why, boolean late) implements Fetched {}
}
