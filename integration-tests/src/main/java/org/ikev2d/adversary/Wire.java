package org.ikev2d.adversary;

import java.util.List;
import org.ikev2d.wire.Bytes;

/** What carries the adversary's datagrams to its victim and back. */
public interface Wire {
  void send(Bytes datagram);

  /** Waits for as long as an answer takes; then what has come since the last call, in order. */
  List<Bytes> receive();
}
