package org.ikev2d.daemon.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Optional;

/** Reads lines that end in a newline and are not longer than a limit. */
final class BoundedLines {
  private final ReadableByteChannel channel;
  private final int limit;
  private final ByteBuffer chunk = ByteBuffer.allocate(8192).flip();
  private byte[] line = new byte[512];

  BoundedLines(ReadableByteChannel channel, int limit) {
    this.channel = channel;
    this.limit = limit;
  }

  /**
   * The next line without its end; empty at the end of the stream, also when it ends in the middle
   * of a line.
   *
   * @throws LineTooLong when the limit is passed; nothing can be read any more
   */
  Optional<byte[]> next() throws IOException {
    int length = 0;
    while (true) {
      if (!chunk.hasRemaining()) {
        chunk.clear();
        int read = channel.read(chunk);
        chunk.flip();
        if (read < 0) {
          return Optional.empty();
        }
      }
      while (chunk.hasRemaining()) {
        byte octet = chunk.get();
        if (octet == '\n') {
          return Optional.of(Arrays.copyOf(line, length));
        }
        if (length == limit) {
          throw new LineTooLong(limit);
        }
        if (length == line.length) {
          line = Arrays.copyOf(line, Math.min(limit, line.length * 2));
        }
        line[length++] = octet;
      }
    }
  }

  /** The other side sent more than it may. */
  static final class LineTooLong extends IOException {
    private static final long serialVersionUID = 1;

    LineTooLong(int limit) {
      super("line longer than " + limit + " octets");
    }
  }
}
