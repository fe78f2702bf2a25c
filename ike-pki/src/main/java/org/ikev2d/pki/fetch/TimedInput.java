package org.ikev2d.pki.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** What comes from a server until the deadline, however slowly it drips. */
final class TimedInput {
  private static final int BUFFER = 16_384;

  private final Socket socket;
  private final InputStream in;
  private final Deadline deadline;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int filled;

  TimedInput(Socket socket, Deadline deadline) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.deadline = deadline;
  }

  /** The next octet; -1 at the end. */
  int read() throws IOException {
    return fill() ? buffer[at++] & 0xff : -1;
  }

  /** As many octets as are there, one at least; -1 at the end. */
  int read(byte[] into, int offset, int most) throws IOException {
    if (!fill()) {
      return -1;
    }
    int count = Math.min(most, filled - at);
    System.arraycopy(buffer, at, into, offset, count);
    at += count;
    return count;
  }

  private boolean fill() throws IOException {
    if (at < filled) {
      return true;
    }
    if (deadline.isOver()) {
      throw new SocketTimeoutException("the time is over");
    }
    socket.setSoTimeout(deadline.millis());
    at = 0;
    filled = Math.max(0, in.read(buffer));
    return filled > 0;
  }
}
